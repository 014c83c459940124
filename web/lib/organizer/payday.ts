import type { DraftContent } from '#platform/client.ts';
import * as m from '../paraglide/messages.js';
import { kes } from '../text/money.ts';

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

const example = 100_000n;

/** What the choice means for KES 100,000 of ticket sales. */
export function paydayExample({ reserveBps, releaseDays }: Policy): string {
	const total = example * 100n;
	const held = (total * BigInt(reserveBps)) / BigInt(all);
	const days = releaseDays;
	if (reserveBps === 0) return m.dr_payday_example_now({ total: kes(total) });
	if (reserveBps === all) return m.dr_payday_example_after({ total: kes(total), days });
	return m.dr_payday_example_part({
		total: kes(total),
		now: kes(total - held),
		later: kes(held),
		days,
	});
}
