import { and, eq } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import type { EntryOfTicket } from '#shared/gate/entry-facts.ts';
import { type DecidedBy, gateEntries, gateScans, type ScanRow } from '../models/entries.ts';
import { gates } from '../models/gates.ts';
import type { Database, Reader, Transaction } from '../models/schema.ts';

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

/** The scan of this nonce, if it was recorded before. */
export async function scanOf(db: Reader, nonce: string): Promise<ScanRow | null> {
	const [row] = await db.select().from(gateScans).where(eq(gateScans.nonce, nonce));
	return row ?? null;
}

export type Recorded = 'recorded' | 'repeated' | 'outrun';

/**
 * Records a scan and what it means for its ticket, together or not at all. `repeated`: this nonce was recorded before.
 * `outrun`: another scan has changed the ticket's entry since the answer was decided, and nothing was recorded.
 */
export function recordScan(
	db: Database,
	scan: NewScan,
	answer: EntryAnswer,
	recordedAt: Date,
): Promise<Recorded> {
	return db
		.transaction(async (tx) => {
			const { ticket, person = null, why = null, ...rest } = scan;
			const place = ticket === null ? null : orderOf(ticket);
			const [row] = await tx
				.insert(gateScans)
				.values({
					...{ ...rest, person, why, answer, recordedAt },
					...{ chainOrder: place?.order ?? null, index: place?.index ?? null },
				})
				.onConflictDoNothing()
				.returning({ nonce: gateScans.nonce });
			if (!row) return 'repeated';
			if (!answer.success || ticket === null) return 'recorded';
			if (await moveEntry(tx, { ...scan, ticket }, recordedAt)) return 'recorded';
			throw new OutrunError();
		})
		.catch((error) => {
			if (error instanceof OutrunError) return 'outrun';
			throw error;
		});
}

/** Rolls the scan back. */
class OutrunError extends Error {}

/** One row for a ticket: the first insert admits it, and an update changes only what it expects. */
async function moveEntry(
	tx: Transaction,
	scan: NewScan & { ticket: bigint },
	recordedAt: Date,
): Promise<boolean> {
	const { event, ticket, nonce, gate, scannedAt, direction } = scan;
	const { order: chainOrder, index } = orderOf(ticket);
	if (direction === 'in') {
		const [first] = await tx
			.insert(gateEntries)
			.values({
				...{ event, chainOrder, index, nonce, gate },
				...{ enteredAt: scannedAt, inside: true, recordedAt },
			})
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
