import { and, eq, type Placeholder, sql } from 'drizzle-orm';
import { DatabaseError } from 'pg';
import { orderOf } from '#shared/chain/state/ids.ts';
import { PassaError } from '#shared/errors.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import type { EntryOfTicket } from '#shared/gate/entry-facts.ts';
import { type DecidedBy, gateEntries, gateScans, type ScanRow } from '../models/entries.ts';
import { gates } from '../models/gates.ts';
import type { Database, Reader, Transaction } from '../models/schema.ts';
import { preparedOnce } from './prepared-once.ts';

/** A scan to be recorded with its answer. `ticket`: null where the code named none. */
export type NewScan = Pick<ScanRow, 'nonce' | 'event' | 'gate' | 'device' | 'direction' | 'scannedAt'> & {
	ticket: bigint | null;
	decidedBy: DecidedBy;
	person?: string;
	why?: string;
};

/** What the journal says of a ticket. */
export async function entryOf(db: Reader, event: string, ticket: bigint): Promise<EntryOfTicket | null> {
	const [found] = await db
		.select({ entry: gateEntries, name: gates.name })
		.from(gateEntries)
		.innerJoin(gates, eq(gates.id, gateEntries.gate))
		.where(isTicket(event, ticket));
	if (!found) return null;
	const { entry, name } = found;
	return { original: { gate: name, at: entry.enteredAt.toISOString() }, inside: entry.inside };
}

export type NonceTaken = PassaError<'NONCE_TAKEN'>;

/** What was answered to the same scan before. Throws NONCE_TAKEN if another's has its nonce. */
export async function answerBefore(
	db: Reader,
	{ nonce, event, device, person }: Pick<NewScan, 'nonce' | 'event' | 'device' | 'person'>,
): Promise<EntryAnswer> {
	const row = await scanOf(db, nonce);
	if (row?.event === event && row.device === device && row.person === (person ?? null)) return row.answer;
	throw nonceTaken();
}

export const nonceTaken = (): NonceTaken =>
	new PassaError('NONCE_TAKEN', 'Another scan has this nonce: choose a new one.', { status: 409 });

/** The scan of this nonce, if it was recorded before. */
export async function scanOf(db: Reader, nonce: string): Promise<ScanRow | null> {
	const [row] = await db.select().from(gateScans).where(eq(gateScans.nonce, nonce));
	return row ?? null;
}

export type Recorded = 'recorded' | 'repeated' | 'outrun';

/**
 * Records a scan and what it means for its ticket, together or not at all. `repeated`: this nonce was recorded before.
 * `outrun`: another scan has changed the ticket's entry since the answer was decided, and nothing was recorded. `isFirst`:
 * the ticket had no entry when it was decided, so one statement does it.
 */
export async function recordScan(
	db: Database,
	scan: NewScan,
	answer: EntryAnswer,
	recordedAt: Date,
	isFirst = false,
): Promise<Recorded> {
	const { ticket, direction } = scan;
	const row = rowOf(scan, answer, recordedAt);
	if (!answer.success || ticket === null) {
		const [added] = await db.insert(gateScans).values(row).onConflictDoNothing().returning(nonceOnly);
		return added ? 'recorded' : 'repeated';
	}
	if (isFirst && direction === 'in') return recordFirst(db, row, entryRow({ ...scan, ticket }, recordedAt));
	return db
		.transaction(async (tx) => {
			const [added] = await tx.insert(gateScans).values(row).onConflictDoNothing().returning(nonceOnly);
			if (!added) return 'repeated';
			if (await moveEntry(tx, { ...scan, ticket }, recordedAt)) return 'recorded';
			throw new OutrunError();
		})
		.catch((error) => {
			if (error instanceof OutrunError) return 'outrun';
			throw error;
		});
}

type NewRow = typeof gateScans.$inferInsert;
type NewEntry = typeof gateEntries.$inferInsert;
const nonceOnly = { nonce: gateScans.nonce };

function rowOf(scan: NewScan, answer: EntryAnswer, recordedAt: Date): NewRow {
	const { ticket, person = null, why = null, ...rest } = scan;
	const place = ticket === null ? null : orderOf(ticket);
	return {
		...{ ...rest, person, why, answer, recordedAt },
		...{ chainOrder: place?.order ?? null, index: place?.index ?? null },
	};
}

function entryRow(
	{ event, ticket, nonce, gate, scannedAt }: NewScan & { ticket: bigint },
	recordedAt: Date,
): NewEntry {
	const { order: chainOrder, index } = orderOf(ticket);
	return { event, chainOrder, index, nonce, gate, enteredAt: scannedAt, inside: true, recordedAt };
}

/** Both rows or none, in one statement: the key that is taken says which of the two was there before. */
async function recordFirst(db: Database, row: NewRow, entry: NewEntry): Promise<Recorded> {
	try {
		await bothRows(db).execute({ ...row, ...entry });
		return 'recorded';
	} catch (error) {
		const { cause } = error as Error;
		if (!(cause instanceof DatabaseError) || cause.code !== uniqueViolation) throw error;
		return cause.table === 'gate_scans' ? 'repeated' : 'outrun';
	}
}

const bothRows = preparedOnce((db: Database) => {
	const shared = ['nonce', 'event', 'gate', 'chainOrder', 'index', 'recordedAt'] as const;
	const own = ['device', 'person', 'why', 'direction', 'decidedBy', 'answer', 'scannedAt'] as const;
	const scan = db.$with('scan').as(
		db
			.insert(gateScans)
			.values(placeholders(shared, own) as never)
			.returning(nonceOnly),
	);
	return db
		.with(scan)
		.insert(gateEntries)
		.values(placeholders(shared, ['enteredAt', 'inside']) as never)
		.prepare('gate_entry');
});

const placeholders = (...names: (readonly string[])[]): Record<string, Placeholder> =>
	Object.fromEntries(names.flat().map((name) => [name, sql.placeholder(name)]));

const uniqueViolation = '23505';

/** Rolls the scan back. */
class OutrunError extends Error {}

/** One row for a ticket: the first insert admits it, and an update changes only what it expects. */
async function moveEntry(
	tx: Transaction,
	scan: NewScan & { ticket: bigint },
	recordedAt: Date,
): Promise<boolean> {
	const { event, ticket, direction } = scan;
	if (direction === 'in') {
		const [first] = await tx
			.insert(gateEntries)
			.values(entryRow(scan, recordedAt))
			.onConflictDoNothing()
			.returning({ nonce: gateEntries.nonce });
		if (first) return true;
	}
	const moved = await tx
		.update(gateEntries)
		.set({ inside: direction === 'in' })
		.where(and(isTicket(event, ticket), eq(gateEntries.inside, direction === 'out')))
		.returning({ nonce: gateEntries.nonce });
	return moved.length === 1;
}

export function isTicket(event: string, ticket: bigint) {
	const { order, index } = orderOf(ticket);
	return and(eq(gateEntries.event, event), eq(gateEntries.chainOrder, order), eq(gateEntries.index, index));
}
