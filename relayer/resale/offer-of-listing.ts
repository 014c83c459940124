import { nowOf } from '#shared/clock.ts';
import { supports } from '#shared/contract/supports.ts';
import { PassaError } from '#shared/errors.ts';
import { isFair, resaleKes, saleMoney } from '#shared/fair-price.ts';
import { formatKes, type KesCents } from '#shared/money.ts';
import type { OrderDeps, PaymentMethod } from '../orders/order-deps.ts';
import type { ResaleMoney } from '../orders/order-schemas.ts';
import { promisedFor, resaleMoney } from '../orders/resale-money.ts';
import type { Provider } from '../providers.ts';
import { prefixOf } from '../reasons.ts';
import { type ListingSource, type ReadListingError, readListing } from './read-listing.ts';

/**
 * A ticket that a fan offers, and what it costs in shillings. USDC is in stroops, shillings are in cents. `kes` is all
 * that its buyer pays, and `fee` the platform's part of it. `fromCustody`: its seller has no wallet.
 */
export type ListingOffer = {
	ticket: bigint;
	tier: number;
	price: bigint;
	royalty: bigint;
	kes: KesCents;
	fee: KesCents;
	seller: string;
	fromCustody: boolean;
	/** Who gets what of it. */
	money: ResaleMoney;
};

export type OfferOfListingError =
	| ReadListingError
	| PassaError<
			| 'EVENT_VERSION_OLD'
			| 'NOT_LISTED'
			| 'SALES_CLOSED'
			| 'SALE_ENDS_SOON'
			| 'PRICE_OFF_RATE'
			| `OVER_${Uppercase<Provider>}_LIMIT`
	  >;

type Deps = ListingSource & Pick<OrderDeps, 'db' | 'rate' | 'clock' | 'busyHoldMilliseconds'>;

/**
 * What a listed ticket costs in shillings now: its price at the operator's rate, and the fee. Throws
 * OfferOfListingError if it is not sold for shillings.
 */
export async function offerOfListing(
	deps: Deps,
	event: string,
	ticket: bigint,
	method: PaymentMethod,
): Promise<ListingOffer> {
	const { facts, tier, royaltyBps, version, state } = await readListing(deps, event, ticket);
	const refuse = (code: 'EVENT_VERSION_OLD' | 'NOT_LISTED' | 'SALES_CLOSED' | 'SALE_ENDS_SOON'): never => {
		throw new PassaError(code, refusals[code], { status: 409 });
	};
	if (!supports(version, 'custody')) return refuse('EVENT_VERSION_OLD');
	if (facts.closed) return refuse('SALES_CLOSED');
	if (facts.price === null || facts.refunded) return refuse('NOT_LISTED');
	const holdEnds = nowOf(deps).getTime() + deps.busyHoldMilliseconds;
	if (BigInt(Math.floor(holdEnds / 1000)) >= facts.freezeAt) return refuse('SALE_ENDS_SOON');
	const { price } = facts;
	const { total: kes, fee, price: face } = resaleKes(price, deps.rate);
	if (!isFair({ price, face }, deps.rate))
		throw new PassaError('PRICE_OFF_RATE', 'This price is too small for shillings: pay with a wallet.', {
			status: 409,
		});
	if (kes > method.mostPerPayment) {
		const words = `${method.name} takes at most ${formatKes(method.mostPerPayment)} at once: pay with a wallet.`;
		throw new PassaError(`OVER_${prefixOf(method.provider)}_LIMIT`, words);
	}
	const { royalty, getsKes } = saleMoney(price, royaltyBps, deps.rate);
	const promised = facts.custodial ? ((await promisedFor(deps.db, event, ticket)) ?? getsKes) : null;
	const money = resaleMoney(
		{ kes: face, fee, promised },
		{ price, royalty, face: state.terms.tiers[tier]!.price },
	);
	return { ticket, tier, price, royalty, kes, fee, seller: facts.owner, fromCustody: facts.custodial, money };
}

const refusals = {
	EVENT_VERSION_OLD: 'Tickets of this event are sold on by wallets only.',
	NOT_LISTED: 'This ticket is not for sale, or no longer.',
	SALES_CLOSED: 'Ticket sales of this event are closed.',
	SALE_ENDS_SOON: 'Resale ends before a payment in shillings could be completed. Pay with a wallet.',
};
