import type { DraftContent } from '#platform/client.ts';
import { readShillings } from '#shared/numbers.ts';
import * as m from '../paraglide/messages.js';
import { getLocale } from '../paraglide/runtime.js';
import { kes } from '../text/money.ts';
import { longDate } from '../text/time.ts';

type Policy = DraftContent['policy'];

/** When payees get their money: at once, a part later, or all of it after the event. */
export const paydays = ['now', 'part', 'after'] as const;
export type Payday = (typeof paydays)[number];

const all = 10_000;
const usualPart = 2_000;

export function payday({ reserveBps, typed }: Policy): Payday {
	if (typed?.reserveBps !== undefined) return 'part';
	if (reserveBps === 0) return 'now';
	return reserveBps === all ? 'after' : 'part';
}

/** The policy with this choice. Buyers can take money back only while all of it is held, so another choice ends that. */
export function withPayday(policy: Policy, chosen: Payday): Policy {
	const { reserveBps: _, ...typed } = policy.typed ?? {};
	if (chosen === 'after') return { ...policy, typed, reserveBps: all };
	const isPart = policy.reserveBps > 0 && policy.reserveBps < all;
	const part = isPart ? policy.reserveBps : usualPart;
	return { ...policy, typed, reserveBps: chosen === 'now' ? 0 : part, refundUntil: '' };
}

/** Of a draft that has no price yet: shillings. */
const usualPrice = 2_000n;
const dayMs = 86_400_000;

/** What the choice means for one ticket: the draft's first with a price. Cents of KES. */
export function examplePrice(tiers: readonly { price: string }[]): bigint {
	const written = tiers
		.map(({ price }) => readShillings(price).value)
		.find((value) => value && value !== '0');
	return (written ? BigInt(written) : usualPrice) * 100n;
}

/** What the choice means for a ticket that is sold today. `endsAt`: Nairobi's time, empty where it is not known yet. */
export function paydayExample(
	{ reserveBps, releaseDays }: Policy,
	{ price, endsAt }: { price: bigint; endsAt: string },
): string {
	const held = (price * BigInt(reserveBps)) / BigInt(all);
	const when = whenWords(endsAt, releaseDays);
	if (reserveBps === 0) return m.dr_payday_example_now({ price: kes(price) });
	if (reserveBps === all) return m.dr_payday_example_after({ price: kes(price), when });
	return m.dr_payday_example_part({ price: kes(price), now: kes(price - held), later: kes(held), when });
}

function whenWords(endsAt: string, days: Policy['releaseDays']): string {
	const end = Date.parse(`${endsAt}:00+03:00`);
	if (Number.isNaN(end)) return m.dr_payday_days({ days });
	const date = new Date(end + Number(days) * dayMs).toISOString();
	return m.dr_payday_on({ date: longDate(date, getLocale()) });
}
