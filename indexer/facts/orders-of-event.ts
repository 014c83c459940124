import { settledOrderId } from '#shared/chain/state/ids.ts';
import type { EventOf, PassaEvent } from '#shared/contract/passa-event.ts';
import { hex } from '#shared/hex.ts';

/** Whose seats an order takes: wallets', a complimentary one's too, or those set aside for fiat. */
export type Rail = 'usdc' | 'fiat';

/** Who brought a buyer: `weight` in basis points, `amount` in stroops for one ticket. */
export type OrderCredit = { creator: string; weight: number; amount: bigint };

export type EventOrder = {
	id: bigint;
	owner: string;
	/** The owner is an address of the relayer's. */
	custody: boolean;
	tier: number;
	qty: number;
	rail: Rail;
	/** The organizer gave it away. */
	complimentary: boolean;
	/** HMAC over provider and receipt; null if no fiat was paid. */
	evidence: string | null;
	credits: OrderCredit[];
	/** Under which the buyer bought; null if the event does not say it. */
	termsVersion: number | null;
	/** What a wallet's attribution was made from; null without one. */
	inputsHash: string | null;
	model: number;
};

/** The orders that an event made. Of a batch only the served items are orders: the others are refunded. */
export function ordersOfEvent(event: PassaEvent): EventOrder[] {
	if (event.name === 'sold') return ordersOfSale(event);
	if (event.name === 'settled') return ordersOfBatch(event);
	if (event.name !== 'minted') return [];
	const { to, custody, order, tier } = event.payload;
	return [{ ...plain, id: order, owner: to, custody, tier, qty: 1, rail: 'usdc', complimentary: true }];
}

const plain = { evidence: null, credits: [], termsVersion: null, inputsHash: null, model: 0 };

function ordersOfSale({ payload }: EventOf<'sold'>): EventOrder[] {
	const { buyer, credits, inputs_hash, model, orders, terms_version } = payload;
	return orders.map(([id, tier, qty, amounts]) => ({
		id,
		owner: buyer,
		custody: false,
		tier,
		qty,
		rail: 'usdc',
		complimentary: false,
		evidence: null,
		credits: credits.map(([creator, weight], i) => ({ creator, weight, amount: amounts[i]! })),
		termsVersion: terms_version,
		inputsHash: inputs_hash && hex(inputs_hash),
		model,
	}));
}

function ordersOfBatch({ payload }: EventOf<'settled'>): EventOrder[] {
	const { items, lane, seq, served } = payload;
	return items.flatMap((item, i): EventOrder[] => {
		if (!item || !((served >> BigInt(i)) & 1n)) return [];
		const [owner, tier, qty, evidence, credits, termsVersion] = item;
		return [
			{
				...plain,
				id: settledOrderId(lane, seq, i),
				owner,
				custody: true,
				tier,
				qty,
				rail: 'fiat',
				complimentary: false,
				evidence: hex(evidence),
				termsVersion,
				credits: credits.map(([creator, weight, amount]) => ({ creator, weight, amount })),
			},
		];
	});
}
