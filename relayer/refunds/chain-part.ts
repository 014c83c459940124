import { and, eq } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Database } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { authorisedUntil } from '../settle/sign-batch.ts';
import type { OrderReading } from './read-order.ts';

type Deps = { db: Database; clock: Clock };

/** Only the row as it was read: throws where another process took it over. */
export const untouched = ({ id, attempts }: TicketRefundRow) =>
	and(eq(ticketRefunds.id, id), eq(ticketRefunds.state, 'requested'), eq(ticketRefunds.attempts, attempts));

/** Whether its newest call may still land: its envelope, or the authorisation in it by another. */
export function mayStillLand(
	{ envelope, validUntil }: TicketRefundRow,
	{ closeTime, ledger }: Pick<OrderReading, 'closeTime' | 'ledger'>,
	passphrase: string,
): boolean {
	if (envelope === null) return false;
	return closeTime <= validUntil! || ledger < authorisedUntil(envelope, passphrase);
}

/** Stores a signed call before it is sent. */
export async function store(
	deps: Deps,
	row: TicketRefundRow,
	change: Pick<TicketRefundRow, 'envelope' | 'validUntil' | 'sinceLedger'>,
): Promise<void> {
	const [kept] = await deps.db
		.update(ticketRefunds)
		.set({ ...change, waitsFor: null, attempts: row.attempts + 1 })
		.where(untouched(row))
		.returning();
	if (!kept) throw new PassaError('RPC_ERROR', 'another process works on these tickets');
	Object.assign(row, kept);
}

/** The row once its call can no longer land, or has. */
export async function again({ db }: Deps, row: TicketRefundRow): Promise<TicketRefundRow> {
	const [kept] = await db
		.update(ticketRefunds)
		.set({ envelope: null, validUntil: null })
		.where(untouched(row))
		.returning();
	if (!kept) throw new PassaError('RPC_ERROR', 'another process works on these tickets');
	return kept;
}
