import { and, eq } from 'drizzle-orm';
import type { OrderRow } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import { tiers } from '../models/tiers.ts';
import { refundShare } from '../orders/refund-share.ts';
import type { PaymentRow } from './lock-refund.ts';

type Paid = { order: OrderRow; payment: Pick<PaymentRow, 'amount'> | null };

/** What of an order's shillings its tickets cost, and what came for them. */
export const moneyOf = ({ order, payment }: Paid) => ({
	received: payment && payment.amount > order.feeKes ? payment.amount - order.feeKes : 0n,
	price: order.amountKes - order.feeKes,
	qty: order.qty,
});

/** What a fan asked for the ticket is not its face price, which is what the contract gives back. Stroops. */
export const costOnChain = ({ listing, amountUsdc }: OrderRow, face: bigint): bigint =>
	listing === null ? face : amountUsdc;

/** Cents of KES that go back for `n` tickets of an order. `face`: stroops that the contract gives back for each. */
export const moneyBack = (of: Paid, n: number, face: bigint): bigint =>
	refundShare(moneyOf(of), n, { paid: face, face: costOnChain(of.order, face) });

/** The same before the chain is asked: by the price of the tier. */
export async function expectedBack(db: Reader, of: Paid, n: number): Promise<bigint> {
	const { event, tier, listing } = of.order;
	if (listing === null) return refundShare(moneyOf(of), n);
	const isTier = and(eq(tiers.event, event), eq(tiers.tier, tier));
	const [known] = await db.select({ price: tiers.price }).from(tiers).where(isTier);
	return moneyBack(of, n, known!.price);
}
