import { and, asc, eq, lt, or, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type Check, equal } from '#shared/chain/audit/check.ts';
import type { Entry } from '#shared/chain/rpc.ts';
import {
	countersKey,
	decodeStateAs,
	entryNative,
	instanceKey,
	stateKeysOf,
} from '#shared/chain/state/event-state.ts';
import { registryIn } from '#shared/chain/state/read-registry-config.ts';
import { type EventVersions, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { audits, recordAudits } from '../models/audits.ts';
import { type Checkpoint, readCheckpoint } from '../models/checkpoint.ts';
import { type EventParts, eventParts } from '../models/event-parts.ts';
import { events, lastAnnouncedLedger } from '../models/events.ts';
import { type BrokenLog, quarantineLogs } from '../models/quarantine.ts';
import type { Database } from '../models/schema.ts';
import { snapshotReadOf } from '../models/snapshot-read.ts';
import type { Source } from './rpc-source.ts';
import { stateChecks } from './state-checks.ts';

/** An event has up to four entries, and the RPC answers 200 in a call. */
const eventsPerCall = 49;
/** Each event is compared again after this time: a dropped last event shows in the counters only. */
const comparedEveryMs = 60_000;

/**
 * Compares read models with the contracts' own entries. It skips entries that changed after the checkpoint, and all of
 * them while the source is behind it. Events that changed since their last audit come first. Returns how many it
 * compared.
 */
export async function auditState(
	db: Database,
	source: Source,
	log: Logger,
	now: Date,
	versions?: EventVersions,
): Promise<number> {
	const next = await dueEvents(db, now);
	const { registry, announced } = await readCheckpoint(db);
	if (next.length === 0 && announced > 0) return 0;
	const keys = next.flatMap((e) => stateKeysOf(e.address, versionOf(e.wasmHash, versions)));
	const answer = await source.entries([instanceKey(registry), ...keys]);
	const found = new Map(answer.entries.map((e) => [e.key, e]));
	const { now: at, parts } = await modelsNow(
		db,
		next.map((e) => e.no),
	);
	const { ledger } = at;
	if (ledger <= answer.latestLedger) await holdRegistry(db, at, found.get(instanceKey(registry)));
	const rows = parts.flatMap((part) => {
		const entries = stateKeysOf(part.row.address, versionOf(part.row.wasmHash, versions));
		const changed = Math.max(...entries.map((key) => found.get(key)?.lastModifiedLedgerSeq ?? 0));
		if (changed > ledger || ledger > answer.latestLedger) return [];
		const differences = compare(part, found, versions).filter((c) => !c.ok);
		const ok = differences.length === 0;
		return [{ eventNo: part.row.no, kind: 'entries' as const, ledger, ok, differences, at: now }];
	});
	if (rows.length === 0) return 0;
	await quarantineLogs(
		db,
		parts.flatMap((part) => behindIn(part, found, ledger, versions)),
	);
	await recordAudits(db, rows, log);
	return rows.length;
}

/** Events that changed since they were compared, that differed, or were compared long ago. */
const dueEvents = (db: Database, now: Date) =>
	db
		.select({ no: events.no, address: events.address, wasmHash: events.wasmHash })
		.from(events)
		.leftJoin(audits, and(eq(audits.eventNo, events.no), eq(audits.kind, 'entries')))
		.where(
			or(
				sql`${audits.ledger} is null`,
				lt(audits.ledger, events.ledger),
				eq(audits.ok, false),
				lt(audits.at, new Date(now.getTime() - comparedEveryMs)),
			),
		)
		.orderBy(asc(sql`coalesce(${audits.at}, 'epoch')`))
		.limit(eventsPerCall);

const modelsNow = (db: Database, nos: number[]) =>
	snapshotReadOf(db)(async (tx) => ({ now: await readCheckpoint(tx), parts: await eventParts(tx, nos) }));

/** Where the contract counts more events than were read, the last ones are missing. */
function behindIn(
	{ row }: EventParts,
	found: Map<string, Entry>,
	ledger: number,
	versions?: EventVersions,
): BrokenLog[] {
	const version = versionOf(row.wasmHash, versions);
	const entry = found.get(countersKey(row.address, version));
	if (!entry || entry.lastModifiedLedgerSeq > ledger) return [];
	const { n } = version.decodeCounters(entryNative<Uint8Array>(entry));
	if (n <= row.n) return [];
	const reason = `event ${row.no}: its contract counts ${n} events, and ${row.n} were read`;
	return [{ contract: row.address, no: row.no, code: 'LOG_GAP', reason, fromLedger: row.ledger }];
}

async function holdRegistry(db: Database, now: Checkpoint, entry: Entry | undefined): Promise<void> {
	if (!entry || entry.lastModifiedLedgerSeq > now.ledger) return;
	const { count } = registryIn(entry);
	if (count <= now.announced) return;
	const reason = `the registry counts ${count} events, and ${now.announced} announcements were read`;
	const fromLedger = (await lastAnnouncedLedger(db)) ?? now.startLedger;
	await quarantineLogs(db, [{ contract: now.registry, no: null, code: 'LOG_GAP', reason, fromLedger }]);
}

function compare(part: EventParts, found: Map<string, Entry>, versions?: EventVersions): Check[] {
	const { address, wasmHash } = part.row;
	try {
		return stateChecks(part, decodeStateAs(versionOf(wasmHash, versions), address, found));
	} catch (error) {
		const code = error instanceof PassaError ? error.code : String(error);
		return [equal('the contract’s entries', 'there', code)];
	}
}
