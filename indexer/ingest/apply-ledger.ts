import { inArray } from 'drizzle-orm';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import type { Fact } from '../facts/fact.ts';
import { type LogHead, readFacts } from '../facts/read-facts.ts';
import { models } from '../models/all-models.ts';
import { type Checkpoint, moveCheckpoint } from '../models/checkpoint.ts';
import { events } from '../models/events.ts';
import { anchorUpTo, ledgers } from '../models/ledgers.ts';
import { reduce } from '../models/model.ts';
import { type Message, publish } from '../models/outbox.ts';
import { digestOf, storeRawEvents } from '../models/raw-events.ts';
import type { Database, Transaction } from '../models/schema.ts';
import type { Header } from './ledger-header.ts';

export type LedgerRange = { latestLedger: number; oldestLedger: number };
export type Position = Pick<Checkpoint, 'ledger' | 'announced' | 'network' | 'registry'>;
export type MessagesOf = (
	tx: Transaction,
	facts: Fact[],
	ledger: number,
	closedAt: Date,
) => Promise<Message[]>;

/**
 * Writes one whole ledger in one transaction: raw events, read models, the ledger's row, live messages and the
 * checkpoint. The checkpoint moves only from where this leader left it. Returns the follower's new position. Throws
 * FENCED, LOG_GAP, SOURCE_DIVERGENT, EVENT_UNKNOWN and EVENT_MALFORMED.
 */
export async function applyLedger(
	db: Database,
	epoch: number,
	from: Position,
	ledger: { header: Header; events: RawEvent[] },
	range: LedgerRange,
	messagesOf: MessagesOf,
	versions?: EventVersions,
): Promise<Position> {
	return db.transaction(async (tx) => {
		const { header } = ledger;
		const heads = await logHeads(tx, ledger.events);
		const { facts, stored, foreign, announced } = readFacts(ledger.events, { ...from, heads }, versions);
		const { sequence, closedAt } = header;
		await moveCheckpoint(tx, {
			epoch,
			from: from.ledger,
			to: sequence,
			closedAt,
			announced,
			foreignEvents: foreign,
			...range,
		});
		await recordLedger(tx, header, stored);
		await storeRawEvents(tx, stored);
		await applyFacts(tx, facts);
		await publish(tx, await messagesOf(tx, facts, sequence, closedAt));
		return { ...from, ledger: sequence, announced };
	});
}

/** Passes ledgers without events of ours. Records `anchor` where the last recorded hash is far back. Throws FENCED. */
export async function passLedgers(
	db: Database,
	epoch: number,
	from: Position,
	to: { ledger: number; closedAt: Date | null; anchor: Header | null },
	range: LedgerRange,
): Promise<Position> {
	return db.transaction(async (tx) => {
		await moveCheckpoint(tx, {
			epoch,
			from: from.ledger,
			to: to.ledger,
			closedAt: to.closedAt,
			announced: from.announced,
			foreignEvents: 0,
			...range,
		});
		if (to.anchor) await recordLedger(tx, to.anchor, []);
		await publish(tx, []);
		return { ...from, ledger: to.ledger };
	});
}

async function logHeads(tx: Transaction, raw: RawEvent[]): Promise<Map<string, LogHead>> {
	const contracts = [...new Set(raw.map((e) => e.contractId))];
	if (contracts.length === 0) return new Map();
	const rows = await tx
		.select({
			address: events.address,
			no: events.no,
			n: events.n,
			log: events.log,
			wasmHash: events.wasmHash,
		})
		.from(events)
		.where(inArray(events.address, contracts));
	return new Map(rows.map(({ address, ...head }) => [address, head]));
}

async function recordLedger(tx: Transaction, header: Header, stored: RawEvent[]): Promise<void> {
	const before = await anchorUpTo(tx, header.sequence - 1);
	if (before?.sequence === header.sequence - 1 && before.hash !== header.previousHash) {
		throw new PassaError('SOURCE_DIVERGENT', `ledger ${header.sequence} does not follow the one before it`);
	}
	await tx.insert(ledgers).values({ ...header, eventCount: stored.length, digest: digestOf(stored) });
}

async function applyFacts(tx: Transaction, facts: Fact[]): Promise<void> {
	const touched = [...new Set(facts.flatMap((f) => (f.kind === 'logged' ? [f.no] : [])))];
	// All models load before any saves, so that none reads what another writes of this ledger.
	const loaded = [];
	for (const model of models) loaded.push({ model, state: await model.load(tx, touched) });
	for (const { model, state } of loaded) {
		for (const fact of facts) reduce(model, state, fact);
		await model.save(tx, state);
	}
}
