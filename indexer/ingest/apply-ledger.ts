import { eq, inArray } from 'drizzle-orm';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import type { Fact } from '../facts/fact.ts';
import { type LogHead, readFacts } from '../facts/read-facts.ts';
import { touchedBy } from '../facts/touched.ts';
import { models } from '../models/all-models.ts';
import { type Checkpoint, lockCheckpoint, moveCheckpoint } from '../models/checkpoint.ts';
import { events } from '../models/events.ts';
import { type LedgerProof, storeProof } from '../models/ledger-proofs.ts';
import { anchorUpTo, ledgers } from '../models/ledgers.ts';
import { reduce } from '../models/model.ts';
import { type Message, publish } from '../models/outbox.ts';
import { isHole, quarantine, quarantineLogs } from '../models/quarantine.ts';
import { digestOf, storeRawEvents } from '../models/raw-events.ts';
import type { Database, Transaction } from '../models/schema.ts';
import type { Header } from './ledger-header.ts';

export type LedgerRange = { latestLedger: number; oldestLedger: number };
/** Where the reading is. `announcedLedger` is that of the registry's last announcement. */
export type Position = Pick<Checkpoint, 'ledger' | 'announced' | 'network' | 'registry' | 'hash'> & {
	announcedLedger: number;
};
export type MessagesOf = (
	tx: Transaction,
	facts: Fact[],
	ledger: number,
	closedAt: Date,
) => Promise<Message[]>;

/**
 * A whole ledger. `proven`: its events' transactions were checked against the header. `proof`: what they were checked by;
 * null if there was nothing to check, or its meta could not be decoded.
 */
export type Ledger = {
	header: Header;
	events: RawEvent[];
	proven: boolean;
	proof: LedgerProof | null;
	/** Foreign events of ledgers that were passed before it. */
	foreignBefore?: number;
};
/** A ledger's new position, and how many logs are in quarantine since. */
export type AppliedLedger = { position: Position; quarantined: number };

/**
 * Writes one whole ledger in one transaction: raw events, read models, the ledger's row, live messages and the
 * checkpoint. The checkpoint moves only from where this leader left it. A log that does not go on is put into quarantine.
 * Throws FENCED and SOURCE_DIVERGENT.
 */
export async function applyLedger(
	db: Database,
	epoch: number,
	from: Position,
	ledger: Ledger,
	range: LedgerRange,
	messagesOf: MessagesOf,
	versions?: EventVersions,
): Promise<AppliedLedger> {
	return db.transaction(async (tx) => {
		const { header } = ledger;
		const { sequence, closedAt, hash } = header;
		// Before any table is read: a reindex holds this row while it puts new tables into place.
		await lockCheckpoint(tx, epoch);
		const heads = await logHeads(tx, ledger.events);
		const read = readFacts(ledger.events, { ...from, heads, closedAt }, versions);
		const { facts, stored, announced, broken } = read;
		await moveCheckpoint(tx, {
			epoch,
			from: from.ledger,
			to: sequence,
			hash,
			closedAt,
			announced,
			foreignEvents: read.foreign + (ledger.foreignBefore ?? 0),
			...range,
		});
		assertFollows(from, header);
		await recordLedger(tx, header, stored, ledger.proven);
		await storeRawEvents(tx, stored);
		if (ledger.proof) await storeProof(tx, sequence, ledger.proof);
		await applyFacts(tx, facts);
		await quarantineLogs(tx, broken);
		await publish(tx, await messagesOf(tx, facts, sequence, closedAt));
		const announcedLedger = announced > from.announced ? sequence : from.announcedLedger;
		const position = { ...from, ledger: sequence, hash, announced, announcedLedger };
		return { position, quarantined: broken.length };
	});
}

/** How far to pass. `header` is that of the ledger, null if it was not read; `record` keeps it as an anchor. */
export type Pass = { ledger: number; header: Header | null; record: boolean; foreignEvents: number };

/** Passes ledgers without events of ours. Throws FENCED and SOURCE_DIVERGENT. */
export async function passLedgers(
	db: Database,
	epoch: number,
	from: Position,
	{ ledger, header, record, foreignEvents }: Pass,
	range: LedgerRange,
): Promise<Position> {
	return db.transaction(async (tx) => {
		const hash = header?.hash ?? null;
		await moveCheckpoint(tx, {
			epoch,
			from: from.ledger,
			to: ledger,
			hash,
			closedAt: header?.closedAt ?? null,
			announced: from.announced,
			foreignEvents,
			...range,
		});
		if (header) assertFollows(from, header);
		if (header && record) await recordLedger(tx, header, [], true);
		await publish(tx, []);
		return { ...from, ledger, hash };
	});
}

/** A ledger right after the one read last must name its hash. Throws SOURCE_DIVERGENT. */
export function assertFollows({ ledger, hash }: Pick<Position, 'ledger' | 'hash'>, next: Header): void {
	if (hash === null || next.sequence !== ledger + 1 || next.previousHash === hash) return;
	throw new PassaError(
		'SOURCE_DIVERGENT',
		`ledger ${next.sequence} does not follow the one before it: was the network reset?`,
	);
}

/** The last event of each log that these events belong to. */
export async function logHeads(tx: Transaction, raw: RawEvent[]): Promise<Map<string, LogHead>> {
	const contracts = [...new Set(raw.map((e) => e.contractId))];
	if (contracts.length === 0) return new Map();
	const rows = await tx
		.select({
			address: events.address,
			no: events.no,
			n: events.n,
			log: events.log,
			wasmHash: events.wasmHash,
			ledger: events.ledger,
			heldFor: quarantine.code,
		})
		.from(events)
		.leftJoin(quarantine, eq(quarantine.contract, events.address))
		.where(inArray(events.address, contracts));
	return new Map(
		rows.map(({ address, heldFor, ...head }) => [address, { ...head, hasHole: isHole(heldFor) }]),
	);
}

async function recordLedger(
	tx: Transaction,
	header: Header,
	stored: RawEvent[],
	proven: boolean,
): Promise<void> {
	const before = await anchorUpTo(tx, header.sequence - 1);
	if (before?.sequence === header.sequence - 1 && before.hash !== header.previousHash) {
		throw new PassaError('SOURCE_DIVERGENT', `ledger ${header.sequence} does not follow the one before it`);
	}
	const { results, ...row } = header;
	await tx.insert(ledgers).values({ ...row, eventCount: stored.length, digest: digestOf(stored), proven });
}

/** Brings every read model up to these facts. */
export async function applyFacts(tx: Transaction, facts: Fact[]): Promise<void> {
	const touched = touchedBy(facts);
	// All models load before any saves, so that none reads what another writes of this ledger.
	const loaded = [];
	for (const model of models) loaded.push({ model, state: await model.load(tx, touched) });
	for (const { model, state } of loaded) {
		for (const fact of facts) reduce(model, state, fact);
		await model.save(tx, state);
	}
}
