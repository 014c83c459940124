import { hash } from 'node:crypto';
import { asc, eq, inArray } from 'drizzle-orm';
import { index, integer, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { positionOf } from '../facts/fact.ts';
import { insertRows } from './insert-rows.ts';
import { chain, type Reader, type Transaction } from './schema.ts';

/** The registry's and the event contracts' events as base64 XDR. Every read model can be rebuilt from these. */
export const rawEvents = chain.table(
	'raw_events',
	{
		id: text().primaryKey(),
		ledger: integer().notNull(),
		txHash: text().notNull(),
		op: smallint().notNull(),
		index: integer().notNull(),
		contract: text().notNull(),
		topics: text().array().notNull(),
		value: text().notNull(),
	},
	(t) => [uniqueIndex().on(t.txHash, t.op, t.index), index().on(t.ledger), index().on(t.contract, t.id)],
);

export type RawEventRow = typeof rawEvents.$inferSelect;

/** Stores a ledger's events. An event that is stored already fails with a unique violation. */
export async function storeRawEvents(tx: Transaction, list: RawEvent[]): Promise<void> {
	const rows = list.map((raw) => {
		const { id, ledger, txHash, op, index: at } = positionOf(raw);
		return {
			id,
			ledger,
			txHash,
			op,
			index: at,
			contract: raw.contractId,
			topics: raw.topic,
			value: raw.value,
		};
	});
	await insertRows(tx, rawEvents, rows);
}

/** A stored event in the source's shape. */
export const asRaw = (row: Omit<RawEventRow, 'op' | 'index'>, closedAt: Date): RawEvent => ({
	id: row.id,
	ledger: row.ledger,
	ledgerClosedAt: closedAt.toISOString(),
	contractId: row.contract,
	txHash: row.txHash,
	topic: row.topics,
	value: row.value,
	inSuccessfulContractCall: true,
});

type Bytes = Pick<RawEvent, 'id' | 'txHash' | 'topic' | 'value' | 'contractId'>;

const textOf = (e: Bytes): string => JSON.stringify([e.id, e.txHash, e.contractId, e.topic, e.value]);

/** Whether two copies of an event agree in all that is stored of it. */
export const sameBytes = (a: Bytes, b: Bytes): boolean => textOf(a) === textOf(b);

/** SHA-256 in hex over events, in their order. */
export const digestOf = (list: Bytes[]): string =>
	hash('sha256', list.map((each) => `${textOf(each)}\n`).join(''));

/** Stored events by id, in the source's shape. */
export async function knownEvents(db: Reader, ids: string[]): Promise<Map<string, Bytes>> {
	if (ids.length === 0) return new Map();
	const rows = await db.select().from(rawEvents).where(inArray(rawEvents.id, ids));
	return new Map(rows.map((r) => [r.id, bytesOf(r)]));
}

/** The rows of a ledger's events, in order. */
export const rowsOfLedger = (db: Reader, ledger: number): Promise<RawEventRow[]> =>
	db.select().from(rawEvents).where(eq(rawEvents.ledger, ledger)).orderBy(asc(rawEvents.id));

/** The stored events of a ledger, in order. */
export const eventsOfLedgerRow = async (db: Reader, ledger: number): Promise<Bytes[]> =>
	(await rowsOfLedger(db, ledger)).map(bytesOf);

const bytesOf = (row: RawEventRow): Bytes => ({
	id: row.id,
	txHash: row.txHash,
	contractId: row.contract,
	topic: row.topics,
	value: row.value,
});
