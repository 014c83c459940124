import { and, eq, sql } from 'drizzle-orm';
import { maskOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { lockOrder } from '../orders/move-order.ts';
import { referenceOf } from '../orders/reference.ts';
import { moveTicketRefund } from '../payments/move-ticket-refund.ts';
import { freeTickets } from '../payments/open-ticket-refund.ts';
import { givenAlone } from '../review/authorise.ts';
import { supportToken, usualAlone } from '../review/review-deps.ts';
import {
	type RequestDeps,
	type RequestTicketRefundError,
	requestTicketRefund,
} from './request-ticket-refund.ts';

type Deps = RequestDeps & { aloneKes?: bigint };

/** `tickets`: null for all. `by`: the person; `as`: for whom. */
export type PersonsRefund = {
	event: string;
	reference: string;
	tickets: readonly number[] | null;
	note: string;
	by: string;
	as: 'organizer' | 'support';
};

export type RequestForPersonError =
	| RequestTicketRefundError
	| PassaError<'ORDER_NOT_FOUND' | 'SECOND_PERSON_NEEDED' | 'PERSON_NEEDED'>;

/**
 * A person refunds tickets of an order of this event. What one support person refunds alone within a day is bounded by
 * `aloneKes`, with what they give away in cases: beyond it another person has to ask for the same. Throws
 * RequestForPersonError.
 */
export async function requestForPerson(deps: Deps, wanted: PersonsRefund): Promise<TicketRefundRow> {
	const [order] = await deps.db
		.select()
		.from(orders)
		.where(and(eq(orders.reference, referenceOf(wanted)), eq(orders.event, wanted.event)));
	if (!order)
		throw new PassaError('ORDER_NOT_FOUND', 'This event has no order of that reference.', { status: 404 });
	const agreed = await agree(deps, order, wanted);
	if (agreed) return agreed;
	const { tickets, note, by } = wanted;
	const isSupport = wanted.as === 'support';
	const reason = isSupport ? ('ASKED_BY_SUPPORT' as const) : ('ASKED_BY_ORGANIZER' as const);
	return requestTicketRefund(deps, order, { tickets, note, by, reason, takesPart: false }, (tx, kes, now) =>
		isSupport ? stateFor(tx, deps, by, kes, now) : Promise.resolve('requested' as const),
	);
}

/** The second person's request confirms the first one's, of the same tickets: `null` names them only where it is of all that are left. */
async function agree(
	{ db, clock }: Deps,
	order: OrderRow,
	{ tickets, by, as }: PersonsRefund,
): Promise<TicketRefundRow | null> {
	if (as !== 'support') return null;
	const { no } = order;
	return db.transaction(async (tx) => {
		await lockOrder(tx, no);
		const proposed = await tx
			.select()
			.from(ticketRefunds)
			.where(and(eq(ticketRefunds.orderNo, no), eq(ticketRefunds.state, 'proposed')));
		const isAll = tickets === null && proposed.length === 1 && (await freeTickets(tx, order)) === 0;
		const row = proposed.find(({ mask }) => isAll || (tickets !== null && mask === maskOf(tickets)));
		if (!row) return null;
		if (by === supportToken) throw personNeeded();
		if (row.by === by)
			throw new PassaError('SECOND_PERSON_NEEDED', 'You have asked for this. Another person must ask, too.', {
				status: 409,
			});
		return moveTicketRefund(tx, row, 'requested', new Date(clock.now()), { secondBy: by });
	});
}

async function stateFor(
	tx: Transaction,
	{ aloneKes = usualAlone }: Deps,
	by: string,
	kes: bigint,
	now: Date,
): Promise<'proposed' | 'requested'> {
	// Two refunds that one person asks for concurrently are counted one after the other, with their cases.
	await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`review ${by}`}, 0))`);
	if ((await givenAlone(tx, by, now)) + kes <= aloneKes) return 'requested';
	if (by === supportToken) throw personNeeded();
	return 'proposed';
}

const personNeeded = () =>
	new PassaError('PERSON_NEEDED', 'This needs two persons: sign in, and a second person too.', {
		status: 403,
	});
