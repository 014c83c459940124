import type { RpcError } from '#shared/chain/rpc-node.ts';
import type { DecodeStateError } from '#shared/chain/state/event-state.ts';
import { highestPrice } from '#shared/contract/resale.ts';
import { PassaError } from '#shared/errors.ts';
import { isFair, offeredFor, type SaleMoney, saleMoney } from '#shared/fair-price.ts';
import { formatKes, kesCents } from '#shared/money.ts';
import { maskPhone } from '../contacts/contact.ts';
import { payerOf } from '../contacts/payer.ts';
import type { OrderRow } from '../models/orders.ts';
import { type MethodError, methodOf, type OrderDeps } from '../orders/order-deps.ts';
import { ownTickets } from '../orders/own-tickets.ts';
import { freeTickets } from '../payments/open-ticket-refund.ts';
import type { Provider } from '../providers.ts';
import { prefixOf } from '../reasons.ts';
import { type ChainSource, type OrderReading, readOrder } from '../refunds/read-order.ts';
import { assertRefundable } from '../refunds/request-ticket-refund.ts';
import { refusalToSell, type SellRefusal } from './refusal-to-sell.ts';

export type SaleDeps = OrderDeps & ChainSource;
export type SaleOfferError = RpcError | DecodeStateError | PassaError<'ORDER_STATE' | 'RPC_ERROR'>;

/** What a holder can offer of an order. Cents of KES; `capKes`: the highest price. `until`: Unix seconds, when resale ends. */
export type SaleOffer = {
	tickets: { index: number; refusal: SellRefusal | null }[];
	until: bigint;
	capKes: bigint;
	royaltyBps: number;
	/** The number that paid, masked: it gets the money. Null: nobody's number is known. */
	phone: string | null;
};

/** Which tickets of an order can be offered now, and within what bounds. Throws SaleOfferError. */
export async function saleOffer(deps: SaleDeps, order: OrderRow): Promise<SaleOffer> {
	assertRefundable(order);
	const reading = await readSeller(deps, order);
	const [free, payer] = await Promise.all([freeTickets(deps.db, order), payerOf(deps.db, order.no)]);
	const { policy } = reading.state.terms;
	return {
		tickets: ownTickets(order)
			.filter((index) => (free >> index) & 1)
			.map((index) => ({ index, refusal: refusalToSell(reading, order, index) })),
		until: policy.freeze_at,
		capKes: capOf(deps, reading).kes,
		royaltyBps: policy.royalty_bps,
		phone: payer?.sealed ? maskPhone(deps.seal.open(payer.sealed)) : null,
	};
}

/** The order as its seller needs it. Throws RPC_ERROR if the RPC does not show it. */
export async function readSeller(
	deps: SaleDeps,
	{ event, chainOrder }: { event: string; chainOrder: bigint },
): Promise<OrderReading> {
	const reading = await readOrder(deps, event, chainOrder);
	if (reading) return reading;
	throw new PassaError('RPC_ERROR', `the RPC does not show order ${chainOrder} of event ${event}`);
}

/** The highest price that the event's policy allows, in stroops, and in whole shillings below it. */
function capOf({ rate }: SaleDeps, { state, order }: OrderReading): { price: bigint; kes: bigint } {
	const { policy, tiers } = state.terms;
	const price = highestPrice(tiers[order.tier]!.price, policy.resale_cap_bps);
	const { kes } = saleMoney(price, 0, rate);
	return { price, kes: offeredFor(kes, rate) > price ? kes - 100n : kes };
}

export type SaleQuoteError =
	| MethodError
	| PassaError<'PRICE_ABOVE_CAP' | 'PRICE_OFF_RATE' | `OVER_${Uppercase<Provider>}_LIMIT`>;

/** What a ticket brings that is offered for so much, in cents of KES. Throws SaleQuoteError. */
export function quoteSale(deps: SaleDeps, reading: OrderReading, askedKes: bigint): SaleMoney {
	const { rate } = deps;
	const method = methodOf(deps);
	const money = saleMoney(offeredFor(kesCents(askedKes), rate), reading.state.terms.policy.royalty_bps, rate);
	const { price, kes, buyerKes, getsKes } = money;
	if (price > capOf(deps, reading).price)
		throw new PassaError('PRICE_ABOVE_CAP', 'The price is above what the event allows.', { status: 409 });
	if (getsKes <= 0n || !isFair({ price, face: kes }, rate))
		throw new PassaError('PRICE_OFF_RATE', 'This price is too small for shillings.', { status: 409 });
	if (buyerKes > method.mostPerPayment) {
		const words = `${method.name} takes at most ${formatKes(method.mostPerPayment)} at once.`;
		throw new PassaError(`OVER_${prefixOf(method.provider)}_LIMIT`, words, { status: 409 });
	}
	return money;
}
