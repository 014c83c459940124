import * as m from '#lib/paraglide/messages.js';
import { jsonValue } from '#shared/as-text.ts';
import type { PlainEvent } from '#shared/chain/submit/read-transaction.ts';
import { usdc } from './money.ts';

/** What one event of a transaction says, in a sentence, and between whom. */
export type EventWords = { title: string; from?: string; to?: string };

const ours: Record<string, () => string> = {
	announced: m.tx_announced,
	created: m.tx_created,
	splits_set: m.tx_splits_set,
	allocated: m.tx_allocated,
	sold: m.tx_sold,
	settled: m.tx_settled,
	paid: m.tx_paid,
	moved: m.tx_moved,
};

/** `usdcContract` tells money from what other contracts call a transfer. Unknown events keep their own name. */
export function eventWords({ contract, topics, value }: PlainEvent, usdcContract: string): EventWords {
	const [first, second, third] = topics.map(String);
	if (first === 'transfer' && contract === usdcContract)
		return { title: m.tx_transfer({ amount: usdc(amountOf(value)) }), from: second!, to: third! };
	if (first === 'passa' && second && ours[second]) return { title: ours[second]() };
	return { title: [first, second].filter((word) => word && /^\w{1,32}$/.test(word)).join(' · ') };
}

/** CAP-67: an amount, or a map where the money went to a muxed address. */
const amountOf = (value: unknown): bigint =>
	typeof value === 'bigint' ? value : (value as { amount: bigint }).amount;

/** An event's data as anyone may compare it: whole numbers in full, bytes in hex. */
export const plainly = (value: unknown): string => JSON.stringify(value, jsonValue, 2);
