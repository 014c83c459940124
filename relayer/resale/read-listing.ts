import { orderOf } from '#shared/chain/state/ids.ts';
import { PassaError } from '#shared/errors.ts';
import {
	type ChainSource,
	listedPrice,
	type OrderReading,
	type ReadOrderError,
	readOrder,
} from '../refunds/read-order.ts';
import { closingOf } from '../settle/sales-closed.ts';
import type { ListingFacts } from './decide-buy.ts';

export type ListingSource = ChainSource;

/** What the buyer of a listed ticket has to know of it and of its event. */
export type ListingReading = OrderReading & {
	facts: ListingFacts;
	tier: number;
	/** Of resales in this event: which share of a price is the event's. */
	royaltyBps: number;
	version: number;
};

export type ReadListingError = ReadOrderError | PassaError<'TICKET_UNKNOWN'>;

/** Throws ReadListingError: TICKET_UNKNOWN if the event has no such ticket. */
export async function readListing(
	source: ListingSource,
	event: string,
	ticket: bigint,
): Promise<ListingReading> {
	const { order: id, index } = orderOf(ticket);
	const reading = await readOrder(source, event, id);
	const found = reading?.tickets[index];
	if (!reading || !found) throw new PassaError('TICKET_UNKNOWN', 'There is no such ticket.', { status: 404 });
	const { state, closeTime, order } = reading;
	const { policy } = state.terms;
	const { owner, custodial, resales, refunded } = found;
	return {
		...reading,
		facts: {
			now: closeTime,
			closed: closingOf(state, closeTime).closed,
			freezeAt: policy.freeze_at,
			frozenUntil: state.powers.frozenUntil,
			owner,
			custodial,
			resales,
			refunded,
			price: found.listed ? await listedPrice(source.chain.rpcUrl, event, ticket, state) : null,
		},
		tier: order.tier,
		royaltyBps: policy.royalty_bps,
		version: state.version.version,
	};
}
