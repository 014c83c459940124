import { and, desc, eq, ne, or } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import { saleParts } from '#shared/fair-price.ts';
import { type KesCents, kesCents } from '#shared/money.ts';
import { listingBuys } from '../models/listing-buys.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import { tiers } from '../models/tiers.ts';
import type { ResaleMoney } from './order-schemas.ts';
import { refundShare } from './refund-share.ts';

/** Cents of KES: what its buyer pays beside the price, and what its seller was promised, null if that is a wallet. */
type Sums = { kes: KesCents; fee: KesCents; promised: KesCents | null };
/** Stroops: what the fan asks, the event's part of it, and what the ticket cost when it was new. */
type ResalePrice = { price: bigint; royalty: bigint; face: bigint };

/** A resale in shillings: the same numbers for its buyer and for its seller. */
export function resaleMoney(
	{ kes, fee, promised }: Sums,
	{ price, royalty, face }: ResalePrice,
): ResaleMoney {
	const { royaltyKes, feeKes, getsKes } = saleParts({ price, royalty, kes }, promised);
	const back = refundShare({ received: kes, price: kes, qty: 1 }, 1, { paid: face, face: price });
	return {
		priceKes: String(kes),
		feeKes: String(fee),
		royaltyKes: String(royaltyKes),
		sellerFeeKes: String(feeKes),
		sellerKes: String(getsKes),
		backKes: String(back),
	};
}

/** How an order's payment for a fan's ticket is divided; null of all other orders. */
export async function resaleMoneyOf(db: Reader, order: OrderRow): Promise<ResaleMoney | null> {
	if (order.listing === null) return null;
	const isTier = and(eq(tiers.event, order.event), eq(tiers.tier, order.tier));
	const [row] = await db
		.select({ buy: listingBuys, face: tiers.price })
		.from(listingBuys)
		.innerJoin(tiers, isTier)
		.where(eq(listingBuys.orderNo, order.no));
	if (!row) return null;
	const { buy, face } = row;
	const promised = buy.fromCustody ? await promisedFor(db, order.event, order.listing, order) : null;
	const fee = kesCents(order.feeKes);
	return resaleMoney({ kes: kesCents(order.amountKes - fee), fee, promised }, { ...buy, face });
}

/**
 * What the seller of a ticket in custody was promised, cents of KES: where it is for sale now, or of the order that
 * bought it. Null if no seller is known.
 */
export async function promisedFor(
	db: Reader,
	event: string,
	ticket: bigint,
	buyer: Pick<OrderRow, 'no' | 'txHash'> | null = null,
): Promise<KesCents | null> {
	const { order, index } = orderOf(ticket);
	const isOpen = eq(ticketRefunds.state, 'requested');
	const [sale] = await db
		.select({ amount: ticketRefunds.amountKes })
		.from(ticketRefunds)
		.where(
			and(
				eq(ticketRefunds.event, event),
				eq(ticketRefunds.chainOrder, order),
				eq(ticketRefunds.mask, 1 << index),
				eq(ticketRefunds.kind, 'sale'),
				buyer ? ne(ticketRefunds.orderNo, buyer.no) : undefined,
				buyer?.txHash ? or(isOpen, eq(ticketRefunds.txHash, buyer.txHash)) : isOpen,
			),
		)
		.orderBy(desc(ticketRefunds.createdAt))
		.limit(1);
	return sale ? kesCents(sale.amount) : null;
}
