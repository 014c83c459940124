import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import { type EntryRow, gateEntries, gateScans } from '../models/entries.ts';
import type { Transaction } from '../models/schema.ts';
import type { GateDeps } from './gate-deps.ts';
import { type GateError, gateOf } from './manage-gates.ts';
import { answerBefore, entryOf, isTicket, type NonceTaken, recordScan, scanOf } from './record-scan.ts';
import { ticketFacts } from './ticket-facts.ts';

/** How long an entry can be undone. Milliseconds. */
export const undoMilliseconds = 60_000;

export type WantedOverride = { nonce: string; gate: string; ticket: bigint; why: string };

export type OverrideError = GateError | NonceTaken | PassaError<'TICKET_UNKNOWN'>;

/**
 * A supervisor admits a person with a ticket that the gate did not, and says why. Only a ticket that somebody has entered
 * with stays refused: that entry is undone first. Repeating a nonce gives the same answer. Throws OverrideError.
 */
export async function overrideEntry(
	deps: GateDeps,
	event: string,
	person: string,
	{ nonce, gate: id, ticket, why }: WantedOverride,
): Promise<EntryAnswer> {
	const { db } = deps;
	const gate = await gateOf(deps, event, id);
	const own = { nonce, event, device: null, person };
	if (await scanOf(db, nonce)) return answerBefore(db, own);
	const found = await ticketFacts(deps, event, ticket, null);
	if (found === 'unknown')
		throw new PassaError('TICKET_UNKNOWN', 'This event has no such ticket.', { status: 404 });
	const now = nowOf(deps);
	const scan = {
		...{ ...own, gate: gate.id, direction: 'in' as const, scannedAt: now, ticket },
		...{ decidedBy: 'supervisor' as const, why },
	};
	const shown = { shownAs: 'manual' as const, timestamp: now.toISOString() };
	const admitted: EntryAnswer = { success: true, ...shown };
	const recorded = await recordScan(db, scan, admitted, now);
	if (recorded === 'recorded') return admitted;
	if (recorded === 'repeated') return answerBefore(db, own);
	const entry = await entryOf(db, event, ticket);
	const used: EntryAnswer = {
		...{ success: false, reason: 'TICKET_ALREADY_USED', detail: 'USED' },
		...(entry ? { originalEntry: entry.original } : {}),
		...shown,
	};
	await recordScan(db, scan, used, now);
	return used;
}

export type UndoError = PassaError<'ENTRY_UNKNOWN' | 'UNDO_OVER'>;

/** A supervisor takes an entry back within a minute; the person is let in again by another scan. Throws UndoError. */
export async function undoEntry(deps: GateDeps, event: string, nonce: string, person: string): Promise<void> {
	const now = nowOf(deps);
	await deps.db.transaction(async (tx) => {
		const isScan = and(eq(gateScans.nonce, nonce), eq(gateScans.event, event));
		const [scan] = await tx.select().from(gateScans).where(isScan).for('update');
		if (!scan?.answer.success || scan.direction !== 'in' || scan.chainOrder === null)
			throw new PassaError('ENTRY_UNKNOWN', 'There is no such entry.', { status: 404 });
		if (scan.undoneAt) return;
		const [open] = await tx
			.update(gateScans)
			.set({ undoneAt: now, undoneBy: person })
			.where(
				and(
					isScan,
					isNull(gateScans.undoneAt),
					gt(gateScans.recordedAt, new Date(now.getTime() - undoMilliseconds)),
				),
			)
			.returning();
		if (!open) throw new PassaError('UNDO_OVER', 'An entry can be undone for a minute.', { status: 409 });
		const ofTicket = isTicket(event, ticketId(scan.chainOrder, scan.index!));
		const [first] = await tx
			.delete(gateEntries)
			.where(and(ofTicket, eq(gateEntries.nonce, nonce)))
			.returning();
		if (first) await promoteConflict(tx, first);
		else if (scan.conflictsWith === null) await tx.update(gateEntries).set({ inside: false }).where(ofTicket);
	});
}

/** Another device had admitted the ticket offline, too: once the first entry is undone, that one is the ticket's. */
async function promoteConflict(tx: Transaction, undone: EntryRow): Promise<void> {
	const conflicts = and(eq(gateScans.conflictsWith, undone.nonce), isNull(gateScans.undoneAt));
	const [next] = await tx.select().from(gateScans).where(conflicts).orderBy(asc(gateScans.recordedAt));
	if (!next) return;
	const { event, chainOrder, index, recordedAt } = undone;
	await tx.insert(gateEntries).values({
		...{ event, chainOrder, index, recordedAt, nonce: next.nonce, gate: next.gate },
		...{ enteredAt: next.scannedAt, inside: true },
	});
	await tx.update(gateScans).set({ conflictsWith: null }).where(eq(gateScans.nonce, next.nonce));
	await tx.update(gateScans).set({ conflictsWith: next.nonce }).where(conflicts);
}
