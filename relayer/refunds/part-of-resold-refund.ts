import { and, eq } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import { type DecodeStateError, type EventState, readEventState } from '#shared/chain/state/event-state.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { cash } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import { extended, fundingSeconds } from '#shared/contract/pay-to.ts';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { type ResoldRefundRow, resoldRefunds } from '../models/resold-refunds.ts';
import { type OrderReading, readOrder } from './read-order.ts';
import type { RequestDeps } from './request-ticket-refund.ts';

/** What of its money a wallet could have now, of an event that holds too little. `amountUsdc`: stroops; `from`: since when. */
export type ResoldRefundPart = { from: string; open: boolean; taken: boolean; amountUsdc: string };

/** Null where nothing waits for the organizer's money. `price`: what the ticket cost, in stroops. `now`: seconds of the network. */
function partOfResold(
	{ takesPart, state, waitsFor }: Pick<ResoldRefundRow, 'takesPart' | 'state' | 'waitsFor'>,
	event: Pick<EventState, 'powers' | 'counters' | 'terms' | 'paid'>,
	price: bigint,
	now: bigint,
): ResoldRefundPart | null {
	const { powers, counters } = event;
	const held = cash(booksOf(event));
	if (state !== 'requested' || !counters.cancelled || held >= counters.refundable) return null;
	if (waitsFor !== 'NEEDS_FUNDING' && !takesPart) return null;
	const from = extended(powers, powers.cancelledAt, powers.cancelledAt + fundingSeconds);
	return {
		from: new Date(Number(from) * 1000).toISOString(),
		open: now >= from,
		taken: takesPart,
		amountUsdc: ((price * held) / counters.refundable).toString(),
	};
}

/** The part of an order's tickets that wait, by place. */
export async function readParts(
	{ chain }: Pick<RequestDeps, 'chain'>,
	event: string,
	tier: number,
	rows: ResoldRefundRow[],
): Promise<Map<bigint, ResoldRefundPart | null>> {
	if (!rows.some(({ state, waitsFor }) => state === 'requested' && waitsFor !== null)) return new Map();
	const [state, { closeTime }] = await Promise.all([
		readEventState(chain.rpcUrl, event),
		call(chain.rpcUrl, 'getLatestLedger'),
	]);
	const { price } = state.terms.tiers[tier]!;
	return new Map(rows.map((row) => [row.ticket, partOfResold(row, state, price, BigInt(closeTime))]));
}

export type TakePartOfResoldRefundError =
	| RpcError
	| DecodeStateError
	| PassaError<'ORDER_NOT_FOUND' | 'PART_NOT_OPEN' | 'TICKET_REFUNDED'>;

/**
 * The wallet that bought a ticket last takes what the event has for it, instead of waiting for all of it; the rest is lost. Said
 * by a person whose account has proved that wallet; of another wallet it is a missing order. Throws TakePartOfResoldRefundError.
 */
export async function takePartOfResoldRefund(
	deps: RequestDeps,
	of: { event: string; order: bigint; index: number },
	{ wallets }: Pick<Session, 'wallets'>,
): Promise<void> {
	const reading = await readOrder(deps, of.event, of.order);
	const ticket = reading?.tickets[of.index];
	if (!reading || !ticket || !wallets.includes(ticket.owner)) throw notFound();
	const isIts = and(
		eq(resoldRefunds.event, of.event),
		eq(resoldRefunds.ticket, ticketId(of.order, of.index)),
	);
	await deps.db.transaction(async (tx) => {
		const [row] = await tx.select().from(resoldRefunds).where(isIts).for('update');
		if (!row) throw notFound();
		if (row.state !== 'requested')
			throw new PassaError('TICKET_REFUNDED', 'Its money is on its way already.', { status: 409 });
		if (!partFor(row, reading)?.open)
			throw new PassaError('PART_NOT_OPEN', 'The organizer may still put the money in: wait for it.', {
				status: 409,
			});
		await tx
			.update(resoldRefunds)
			.set({ takesPart: true, wakeAt: new Date(deps.clock.now()) })
			.where(isIts);
	});
}

const partFor = (row: ResoldRefundRow, { state, order, closeTime }: OrderReading): ResoldRefundPart | null =>
	partOfResold(row, state, state.terms.tiers[order.tier]!.price, closeTime);

const notFound = () =>
	new PassaError('ORDER_NOT_FOUND', 'No wallet of yours bought this ticket last.', { status: 404 });
