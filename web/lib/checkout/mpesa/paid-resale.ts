import type { OrderView } from '#relayer/client.ts';

/** What somebody paid by M-Pesa for a ticket that a fan sold, and the sale's transaction. */
export type PaidResale = { money: NonNullable<OrderView['resale']>; txHash: string };

/**
 * Of an M-Pesa order that bought a ticket of this order on chain; null for all others. It is read below the order's own
 * address, since only that gets its cookie.
 */
export async function paidResale(
	reference: string,
	{ id, eventNo }: { id: string; eventNo: number },
): Promise<PaidResale | null> {
	if (!/^[A-Z0-9]{10}$/.test(reference)) return null;
	const answer = await fetch(`/pay/${reference}/state`).catch(() => null);
	if (!answer?.ok) return null;
	const { resale, chain, eventNo: no } = (await answer.json()) as OrderView;
	return resale && chain?.orderId === id && no === eventNo ? { money: resale, txHash: chain.txHash } : null;
}
