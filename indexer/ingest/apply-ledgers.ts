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
import { type LedgerProof, storeProofs } from '../models/ledger-proofs.ts';
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
 * A whole ledger. `proven`: its events' transactions were checked against the header. `proof`: what they were checked
 * by; null if there was nothing to check, or its meta could not be decoded.
 */
export type Ledger = {
	header: Header;
	events: RawEvent[];
	proven: boolean;
	proof: LedgerProof | null;
	/** Foreign events of ledgers that were passed before it. */
	foreignBefore?: number;
};
export type WriteOptions = {
	db: Database;
	messagesOf: MessagesOf;
	/** The versions of the event contract that this indexer knows. */
	versions?: EventVersions;
};

/** The new position, and how many logs are in quarantine since. */
type AppliedLedgers = { position: Position; quarantined: number };

/**
 * Writes whole ledgers in one transaction: raw events, read models, the ledgers' rows, live messages and the
 * checkpoint. `list` is in order and not empty. Far behind, it holds many ledgers, and listeners get the state after
 * the last one. The checkpoint moves only from where this leader left it. A log that does not go on is put into
 * quarantine. Throws FENCED and SOURCE_DIVERGENT.
 */
export async function applyLedgers(
	{ db, messagesOf, versions }: WriteOptions,
	epoch: number,
	from: Position,
	list: Ledger[],
	range: LedgerRange,
): Promise<AppliedLedgers> {
	return db.transaction(async (tx) => {
		const { sequence, closedAt, hash } = list.at(-1)!.header;
		const raw = list.flatMap(({ events }) => events);
		const times = new Map(list.map(({ header }) => [header.sequence, header.closedAt]));
		// Before any table is read: a reindex holds this row while it puts new tables into place.
		await lockCheckpoint(tx, epoch);
		const heads = await logHeads(tx, raw);
		const read = readFacts(raw, { ...from, heads, times }, versions);
		const { facts, stored, announced, broken } = read;
		await moveCheckpoint(tx, {
			epoch,
			from: from.ledger,
			to: sequence,
			hash,
			closedAt,
			announced,
			foreignEvents: list.reduce((sum, { foreignBefore = 0 }) => sum + foreignBefore, read.foreign),
			...range,
		});
		assertAllFollow(from, list);
		await recordLedgers(tx, list, stored);
		await storeRawEvents(tx, stored);
		await storeProofs(
			tx,
			list.flatMap(({ header, proof }) => (proof ? { ledger: header.sequence, proof } : [])),
		);
		await applyFacts(tx, facts);
		await quarantineLogs(tx, broken);
		await publish(tx, await messagesOf(tx, facts, sequence, closedAt));
		const announcedLedger = facts.findLast(({ kind }) => kind === 'announced')?.position.ledger;
		const position = {
			...from,
			...{ ledger: sequence, hash, announced },
			announcedLedger: announcedLedger ?? from.announcedLedger,
		};
		return { position, quarantined: broken.length };
	});
}

/** How far to pass. `header` is that of the ledger, null if it was not read; `record` keeps it as an anchor. */
type Pass = { ledger: number; header: Header | null; record: boolean; foreignEvents: number };

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
		if (header && record) await recordLedgers(tx, [{ header, proven: true }], []);
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

function assertAllFollow(from: Position, list: Ledger[]): void {
	let before: Pick<Position, 'ledger' | 'hash'> = from;
	for (const { header } of list) {
		assertFollows(before, header);
		before = { ledger: header.sequence, hash: header.hash };
	}
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

async function recordLedgers(
	tx: Transaction,
	list: Pick<Ledger, 'header' | 'proven'>[],
	stored: RawEvent[],
): Promise<void> {
	const first = list[0]!.header;
	const before = await anchorUpTo(tx, first.sequence - 1);
	if (before?.sequence === first.sequence - 1 && before.hash !== first.previousHash) {
		throw new PassaError('SOURCE_DIVERGENT', `ledger ${first.sequence} does not follow the one before it`);
	}
	const byLedger = Map.groupBy(stored, (e) => e.ledger);
	const rows = list.map(({ header: { results, ...row }, proven }) => {
		const own = byLedger.get(row.sequence) ?? [];
		return { ...row, eventCount: own.length, digest: digestOf(own), proven };
	});
	await tx.insert(ledgers).values(rows);
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
