/**
 * What goes back for `n` of an order's `qty` tickets: whole shillings, in cents, and never more than came. `paid` of
 * `face`: what the chain gave of their price, in stroops. It gives more where a fan had sold a ticket below its face price:
 * the treasury keeps that, else anybody could sell USDC for shillings here, by a cheap listing of their own.
 */
export function refundShare(
	money: { received: bigint; price: bigint; qty: number },
	n: number,
	{ paid, face }: { paid: bigint; face: bigint } = { paid: 1n, face: 1n },
): bigint {
	if (face === 0n) return 0n;
	const isShort = money.received < money.price;
	const whole = isShort ? money.received : money.price;
	const part = (whole * BigInt(n) * (paid < face ? paid : face)) / (BigInt(money.qty) * face);
	return part - (part % 100n);
}
