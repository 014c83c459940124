import { and, desc, eq } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { gateScans, type ScanRow } from '../models/entries.ts';
import { gates } from '../models/gates.ts';
import type { GateDeps } from './gate-deps.ts';
import type { TicketHistoryView } from './gate-schemas.ts';
import { entryOf } from './record-scan.ts';
import { undoMilliseconds } from './supervise.ts';
import { ticketFacts } from './ticket-facts.ts';

/** Of one ticket so many scans are shown, the newest first. */
const most = 20;

export type TicketHistoryError = PassaError<'TICKET_UNKNOWN' | 'TICKET_UNREAD'>;

/** What a supervisor reads of a ticket: its state, its entry, and every scan of it. Throws TicketHistoryError. */
export async function ticketHistory(
	deps: GateDeps,
	event: string,
	ticket: bigint,
): Promise<TicketHistoryView> {
	const { db } = deps;
	const facts = await ticketFacts(deps, event, ticket, null);
	if (facts === 'unknown')
		throw new PassaError('TICKET_UNKNOWN', 'This event has no such ticket.', { status: 404 });
	if (facts === 'failed')
		throw new PassaError('TICKET_UNREAD', 'This ticket cannot be read now. Try again.', { status: 503 });
	const { order: chainOrder, index } = orderOf(ticket);
	const scans = await db
		.select({ scan: gateScans, gate: gates.name })
		.from(gateScans)
		.leftJoin(gates, eq(gates.id, gateScans.gate))
		.where(and(eq(gateScans.event, event), eq(gateScans.chainOrder, chainOrder), eq(gateScans.index, index)))
		.orderBy(desc(gateScans.recordedAt))
		.limit(most);
	const entry = await entryOf(db, event, ticket);
	const now = nowOf(deps).getTime();
	return {
		ticket: ticket.toString(),
		tier: facts.tier,
		state: facts.state,
		entry: entry && { ...entry.original, inside: entry.inside },
		scans: scans.map(({ scan, gate }) => ({
			...{ nonce: scan.nonce, gate: gate ?? '', at: scan.scannedAt.toISOString(), direction: scan.direction },
			...{ success: scan.answer.success, detail: scan.answer.detail ?? null },
			...{ decidedBy: scan.decidedBy, why: scan.why, undone: scan.undoneAt !== null },
			undoableUntil: undoableUntil(scan, now),
		})),
	};
}

function undoableUntil({ answer, direction, undoneAt, recordedAt }: ScanRow, now: number): string | null {
	const until = recordedAt.getTime() + undoMilliseconds;
	return answer.success && direction === 'in' && !undoneAt && until > now
		? new Date(until).toISOString()
		: null;
}
