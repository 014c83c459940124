import type { PayoutBehaviour } from '#relayer/simulators/mpesa/payout-behaviours.ts';
import { randomFromSeed } from './random-from-seed.ts';

/** What is killed without warning while money goes back. */
export const victims = ['postgres', 'indexer', 'relayer'] as const;
export type Victim = (typeof victims)[number];

/** `at`: how much of all refunds is done, from 0 to 1; then `after` milliseconds more. It is away for a time. */
export type Kill = { victim: Victim; at: number; after: number; away: number };

/** What M-Pesa does with a buyer's refund: with the reversal of the receipt, and with payouts to the phone. */
export type Manner = { reversal: 'done' | 'refused' | 'failed'; payout: PayoutBehaviour };

/** A buyer by M-Pesa, with a phone and an address of their own. A cart has tickets of a second tier. */
export type RefundBuyer = { phone: string; address: string; qty: number; isCart: boolean; manner: Manner };

export type RefundSize = { orders: number; wallets: number; kills: number };
export type RefundPlan = { buyers: RefundBuyer[]; walletQuantities: number[]; kills: Kill[] };

const payouts = (isQuick: boolean): PayoutBehaviour[] =>
	isQuick ? ['pay', 'pay', 'twice'] : ['pay', 'pay', 'pay', 'twice', 'late', 'mute', 'fault-paid'];
const reversals = ['done', 'done', 'done', 'refused', 'failed'] as const;
const everyCart = 6;

/** Everything that a run decides; it follows from the seed alone. `isQuick`: M-Pesa is never late. */
export function refundPlan(
	seed: number,
	{ orders, wallets, kills }: RefundSize,
	isQuick: boolean,
): RefundPlan {
	const random = randomFromSeed(seed);
	return {
		buyers: Array.from({ length: orders }, (_, i) => ({
			phone: `2547${String(10_000_000 + i * 7919).slice(-8)}`,
			address: `10.${random.whole(0, 255)}.${i >> 8}.${i & 255}`,
			qty: random.whole(1, 3),
			isCart: i % everyCart === 0,
			manner: { reversal: random.pick(reversals), payout: random.pick(payouts(isQuick)) },
		})),
		walletQuantities: Array.from({ length: wallets }, () => random.whole(1, 3)),
		kills: Array.from({ length: kills }, (_, i) => ({
			// Each is killed before any is killed twice: a short run kills all of them, too.
			victim: i < victims.length ? victims[i]! : random.pick(['relayer', ...victims]),
			at: (i + random.next()) / kills,
			after: random.whole(0, 500),
			away: random.whole(0, isQuick ? 500 : 2000),
		})),
	};
}
