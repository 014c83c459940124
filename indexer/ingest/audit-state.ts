import { asc, eq, lt, or, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type Check, equal } from '#shared/chain/audit/check.ts';
import type { Entry } from '#shared/chain/rpc.ts';
import { countersKey, entryNative, paidKey } from '#shared/chain/state/event-state.ts';
import type { Counters, EventVersion } from '#shared/contract/event-version.ts';
import { type EventVersions, versionOf } from '#shared/contract/versions.ts';
import { hex } from '#shared/hex.ts';
import { audits } from '../models/audits.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { type EventParts, eventParts } from '../models/event-parts.ts';
import { events } from '../models/events.ts';
import type { Database } from '../models/schema.ts';
import type { Source } from './rpc-source.ts';

/** An event has two entries, and the RPC answers 200 in a call. */
const eventsPerCall = 100;

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
	const next = await db
		.select({ no: events.no, address: events.address })
		.from(events)
		.leftJoin(audits, eq(audits.eventNo, events.no))
		.where(
			or(sql`${audits.ledger} is null`, lt(audits.ledger, events.ledger), lt(audits.at, hourBefore(now))),
		)
		.orderBy(asc(sql`coalesce(${audits.at}, 'epoch')`))
		.limit(eventsPerCall);
	if (next.length === 0) return 0;
	const keys = next.flatMap((e) => [countersKey(e.address), paidKey(e.address)]);
	const answer = await source.entries(keys);
	const found = new Map(answer.entries.map((e) => [e.key, e]));
	const { ledger, parts } = await modelsNow(
		db,
		next.map((e) => e.no),
	);
	const rows = parts.flatMap((part) => {
		const entries = [countersKey(part.row.address), paidKey(part.row.address)].map((k) => found.get(k));
		const changed = Math.max(...entries.map((e) => e?.lastModifiedLedgerSeq ?? 0));
		if (changed > ledger || ledger > answer.latestLedger) return [];
		const differences = compare(part, versionOf(part.row.wasmHash, versions), entries[0], entries[1]).filter(
			(c) => !c.ok,
		);
		return [{ eventNo: part.row.no, ledger, ok: differences.length === 0, differences, at: now }];
	});
	for (const row of rows.filter((r) => !r.ok))
		log.error(row, 'state audit: read models differ from the chain');
	if (rows.length === 0) return 0;
	await db
		.insert(audits)
		.values(rows)
		.onConflictDoUpdate({
			target: audits.eventNo,
			set: {
				ledger: sql`excluded.ledger`,
				ok: sql`excluded.ok`,
				differences: sql`excluded.differences`,
				at: sql`excluded.at`,
			},
		});
	return rows.length;
}

const hourBefore = (now: Date): Date => new Date(now.getTime() - 3_600_000);

const modelsNow = (db: Database, nos: number[]) =>
	db.transaction(
		async (tx) => {
			const { ledger } = await readCheckpoint(tx);
			return { ledger, parts: await eventParts(tx, nos) };
		},
		{ isolationLevel: 'repeatable read', accessMode: 'read only' },
	);

function compare(
	part: EventParts,
	version: EventVersion,
	countersEntry: Entry | undefined,
	paidEntry: Entry | undefined,
): Check[] {
	if (!countersEntry || !paidEntry) return [equal('the contract’s entries', 'there', 'missing')];
	const counters = version.decodeCounters(entryNative<Uint8Array>(countersEntry));
	const { row } = part;
	return [
		equal('n', counters.n, row.n),
		equal('log', hex(counters.log), row.log),
		equal('terms version', counters.termsVersion, row.termsVersion),
		equal('gross', counters.gross, row.gross),
		equal('refunded', counters.refunded, row.refunded),
		equal('top-ups', counters.topUps, row.topUps),
		equal('commissions', counters.commissions, row.commissions),
		...part.tiers.map((t) => equal(`tier ${t.index}`, tierText(counters, t.index), counts(t))),
		equal('paid', entryNative<bigint[]>(paidEntry).join(' '), part.payees.map((p) => p.paid).join(' ')),
	];
}

const counts = (t: { sold: number; fiatAllocated: number; fiatSold: number }): string =>
	`sold ${t.sold}, set aside ${t.fiatAllocated}, sold of these ${t.fiatSold}`;
const tierText = (counters: Counters, index: number): string => counts(counters.tiers[index]!);
