import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { listingBuys } from '../models/listing-buys.ts';
import type { Asker } from '../orders/asker.ts';
import { type Created, type PlaceOrderError, placeOrder } from '../orders/create-order.ts';
import { methodOf, type OrderDeps } from '../orders/order-deps.ts';
import type { NewOrder } from '../orders/order-schemas.ts';
import type { ReserveSeatsError } from '../orders/reservations.ts';
import { type OfferOfListingError, offerOfListing } from './offer-of-listing.ts';
import type { ListingSource } from './read-listing.ts';

/** `amountKes`: cents, as the buyer saw them. */
export type ListingOrder = Omit<NewOrder, 'tier' | 'qty' | 'also'> & { ticket: bigint; amountKes: bigint };

export type BuyListingError =
	| PlaceOrderError
	| OfferOfListingError
	| ReserveSeatsError
	| PassaError<'PRICE_CHANGED'>;

/**
 * Holds a ticket that another fan offers, on our side only, and asks the phone to pay. A wallet may still buy it first: then
 * the money goes back by itself. Throws BuyListingError.
 */
export async function buyListing(
	deps: OrderDeps & ListingSource,
	{ ticket, amountKes, ...request }: ListingOrder,
	by: Asker,
): Promise<Created> {
	const { event } = (await deps.terms.of(deps.db, request.event)).event;
	// Read before the key is looked up: an order has the tier of its ticket.
	const method = methodOf(deps, request.provider);
	const found = await offerOfListing(deps, event, ticket, method).then(
		(offer) => ({ offer }),
		(error: unknown) => ({ error }),
	);
	const offer = 'offer' in found ? found.offer : null;
	const item = { tier: offer?.tier ?? 0, qty: 1, listing: ticket };
	return placeOrder(deps, { ...request, item }, by, {
		prices() {
			if ('error' in found) throw found.error;
			const { offer } = found;
			if (offer.kes !== amountKes) throw priceChanged();
			return [{ kes: offer.kes, usdc: offer.price, fee: offer.fee }];
		},
		async insertRelated(tx, { no }) {
			const { price, royalty, seller, fromCustody } = offer!;
			const row = { orderNo: no, price, royalty, seller, fromCustody, wakeAt: nowOf(deps) };
			await tx.insert(listingBuys).values(row);
		},
	});
}

const priceChanged = (): PassaError<'PRICE_CHANGED'> =>
	new PassaError('PRICE_CHANGED', 'The price of this ticket has changed. Look at it again.', { status: 409 });
