import * as m from '#lib/paraglide/messages.js';
import { jsonValue } from '#shared/as-text.ts';
import type { PlainEvent } from '#shared/chain/submit/read-transaction.ts';
import type { EventName } from '#shared/contract/passa-event.ts';
import { visibleText } from '#shared/text.ts';
import { usdc } from './money.ts';

/** One event of a transaction as a sentence; `from` and `to` are addresses. */
export type EventWords = { title: string; from?: string; to?: string };

const passaEvents: Record<'announced' | EventName, () => string> = {
	announced: m.tx_announced,
	created: m.tx_created,
	splits_set: m.tx_splits_set,
	allocated: m.tx_allocated,
	sold: m.tx_sold,
	settled: m.tx_settled,
	paid: m.tx_paid,
	moved: m.tx_moved,
	details_set: m.tx_details_set,
	tier_added: m.tx_tier_added,
	accepted: m.tx_accepted,
	minted: m.tx_complimentary,
	commission_set: m.tx_commission_set,
	redirected: m.tx_redirected,
	refunded: m.tx_refunded,
	reversed: m.tx_reversed,
	owed_paid: m.tx_owed_paid,
	funded: m.tx_funded,
	top_ups_returned: m.tx_top_ups_returned,
	closed: m.tx_refunds_closed,
	cancelled: m.tx_cancelled,
	postponed: m.tx_postponed,
	paused: m.tx_paused,
	frozen: m.tx_frozen,
	resold: m.tx_resold,
	gate_set: m.tx_gate_set,
	cap_set: m.tx_cap_set,
	key_set: m.tx_key_set,
	claimed: m.tx_claimed,
	listed: m.tx_listed,
	unlisted: m.tx_unlisted,
	checked_in: m.tx_checked_in,
};

type SeenEvent = Omit<PlainEvent, 'bytes'>;

/** The contracts of a transaction that speak as events of Passa. */
export const ticketContracts = (events: SeenEvent[]): Set<string> =>
	new Set(events.filter(({ topics }) => topics[0] === 'passa').map(({ contract }) => contract));

/**
 * `usdcContract` separates USDC from other contracts' transfers, `ticketed` those whose tokens are tickets. Unknown events
 * keep their own name.
 */
export function eventWords(
	{ contract, topics, value }: SeenEvent,
	usdcContract: string,
	ticketed: Set<string>,
): EventWords {
	const [first, second, third] = topics.map(String);
	if (first === 'transfer' && contract === usdcContract)
		return { title: m.tx_transfer({ amount: usdc(amountOf(value)) }), from: second!, to: third! };
	if (first === 'passa' && isKnown(second)) return { title: passaEvents[second]() };
	if (ticketed.has(contract) && first === 'mint' && second) return { title: m.tx_minted(), to: second };
	if (ticketed.has(contract) && first === 'transfer' && second && third)
		return { title: m.tx_handed(), from: second, to: third };
	return { title: [first, second].filter((word) => word && /^\w{1,32}$/.test(word)).join(' · ') };
}

const isKnown = (name: string | undefined): name is keyof typeof passaEvents =>
	name !== undefined && Object.hasOwn(passaEvents, name);

/** CAP-67: a bare amount, or a map if the receiver is a muxed address. */
const amountOf = (value: unknown): bigint =>
	typeof value === 'bigint' ? value : (value as { amount: bigint }).amount;

/** An event's data as JSON that anyone can compare: whole numbers in full, bytes in hex, invisible characters escaped. */
export const dataText = (value: unknown): string => visibleText(JSON.stringify(value, jsonValue, 2));
