import type { EventOf } from '../passa-event.ts';
import type { Run } from './replay-run.ts';

/** A batch's order: bit 58, lane, number, index. */
export const settledOrder = (lane: number, seq: number, index: number): bigint =>
	(1n << 58n) | (BigInt(lane) << 38n) | (BigInt(seq) << 6n) | BigInt(index);

type NewOrder = { owner: string; tier: number; qty: number; fiat: boolean };

export function addOrder(run: Run, id: bigint, { owner, tier, qty, fiat }: NewOrder): void {
	const { orders } = run.state;
	run.must('wrongOwners', !orders.has(id));
	orders.set(id, {
		custodial: fiat,
		complimentary: false,
		credits: null,
		fiat,
		tier,
		count: qty,
		used: 0,
		moved: 0,
		listed: 0,
		refunded: 0,
		termsVersion: 0,
		day: 0,
		resales: 0,
		owner,
		payer: fiat ? { treasury: true } : { treasury: false, address: owner },
	});
}

/** A plain transfer. An order's only ticket takes its order along; the right to a refund stays with the payer. */
export function move(run: Run, { payload: { from, to, ticket } }: EventOf<'moved'>): void {
	const { orders, moved, terms } = run.state;
	const { policy } = terms;
	const [order, index] = [orders.get(ticket >> 5n), Number(ticket & 31n)];
	const owner = moved.get(ticket)?.owner ?? order?.owner;
	run.must('wrongOwners', !!order && index < order.count && owner === from && from !== to);
	run.must('wrongOwners', policy.transferable && policy.resale_cap_bps === 0 && run.now < policy.freeze_at);
	if (!order || index >= order.count) return;
	if (order.count === 1) {
		order.owner = to;
		return;
	}
	order.moved |= 1 << index;
	moved.set(ticket, { custodial: false, resales: 0, owner: to, payer: null });
}
