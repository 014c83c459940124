import { PassaError } from '#shared/errors.ts';
import type { RefundFacts } from './decide-refund.ts';
import { type ChainSource, type OrderReading, readOrder } from './read-order.ts';

/** What a refund has to know of an order and its event. */
export type RefundReading = OrderReading & {
	facts: RefundFacts;
	/** Of one ticket, in stroops. */
	price: bigint;
	/** The digest of the order's credits; null if its sale credited nobody. */
	credits: string | null;
};

/**
 * `resales`: how often its tickets had been sold by fans when they became the asking order's; once they were sold again, they
 * are another's. Throws RPC_ERROR if the RPC does not show the order.
 */
export async function readRefundFacts(
	source: ChainSource,
	event: string,
	id: bigint,
	resales: number,
): Promise<RefundReading> {
	const reading = await readOrder(source, event, id);
	if (!reading) throw new PassaError('RPC_ERROR', `the RPC does not show order ${id} of event ${event}`);
	const { state, order, closeTime, tickets } = reading;
	const { policy, tiers } = state.terms;
	return {
		...reading,
		price: tiers[order.tier]!.price,
		credits: order.credits,
		facts: {
			version: state.version.version,
			cancelled: state.counters.cancelled,
			now: closeTime,
			refundUntil: policy.refund_until,
			freezeAt: policy.freeze_at,
			powers: state.powers,
			termsVersion: order.termsVersion,
			tickets: tickets.map((ticket) => ({ ...ticket, soldOn: ticket.resales > resales })),
		},
	};
}
