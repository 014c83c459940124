import { ordersOf } from '#shared/chain/events/orders.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import { hex } from '#shared/hex.ts';

export type Rail = 'usdc' | 'fiat';
export type EventOrder = {
	id: bigint;
	owner: string;
	tier: number;
	qty: number;
	rail: Rail;
	/** HMAC over provider and receipt; null for a wallet order. */
	evidence: string | null;
};

const itemBits = 63n;

/** The orders that an event made. Of a batch only the served items are orders: the others are refunded. */
export const ordersOfEvent = (event: PassaEvent): EventOrder[] =>
	ordersOf([event]).map(({ custodial, owner, ...order }) => ({
		...order,
		owner: String(owner),
		rail: custodial ? 'fiat' : 'usdc',
		evidence: event.name === 'settled' ? hex(event.payload.items[Number(order.id & itemBits)]![3]) : null,
	}));
