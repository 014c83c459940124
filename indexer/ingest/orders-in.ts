import { ordersOf } from '#shared/chain/events/orders.ts';
import type { PassaEvent } from '#shared/contract/event-version.ts';
import { hex } from '#shared/hex.ts';

export type Rail = 'usdc' | 'fiat';
export type RailedOrder = {
	id: bigint;
	owner: string;
	tier: number;
	qty: number;
	rail: Rail;
	/** HMAC over provider and receipt, of a fiat order. */
	evidence: string | null;
};

const itemBits = 63n;

/** The orders that a sale made. Of a batch only those that were served: the others got their money back. */
export const ordersIn = (event: PassaEvent): RailedOrder[] =>
	ordersOf([event]).map(({ custodial, owner, ...order }) => ({
		...order,
		owner: String(owner),
		rail: custodial ? 'fiat' : 'usdc',
		evidence: event.name === 'settled' ? hex(event.payload.items[Number(order.id & itemBits)]![3]) : null,
	}));
