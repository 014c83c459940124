import type { DraftContent } from '#platform/client.ts';
import * as m from '../paraglide/messages.js';
import { kes } from '../text/money.ts';

type Policy = DraftContent['policy'];

const usual = { resaleCapBps: 11_000, resaleLimit: 1, royaltyBps: 500 };
const none = { resaleCapBps: 0, resaleLimit: 0, royaltyBps: 0 };

/** Whether fans may resell tickets. A cap that is being typed still means that they may. */
export const isResale = ({ resaleCapBps, typed }: Policy): boolean =>
	resaleCapBps > 0 || typed?.resaleCapBps !== undefined;

/** The policy with resales at the usual rules, or without any. */
export function withResale(policy: Policy, on: boolean): Policy {
	const { resaleCapBps: _cap, resaleLimit: _limit, royaltyBps: _royalty, ...typed } = policy.typed ?? {};
	return { ...policy, typed, ...(on ? usual : none) };
}

const whole = 10_000n;

/** What the rules mean for a ticket that cost KES 1,000. */
export function resaleExample({ resaleCapBps, royaltyBps }: Policy): string {
	const price = 100_000n;
	const most = (price * BigInt(resaleCapBps)) / whole;
	const royalty = (most * BigInt(royaltyBps)) / whole;
	const words = { price: kes(price), most: kes(most), royalty: kes(royalty), seller: kes(most - royalty) };
	return royaltyBps === 0 ? m.dr_resale_example_free(words) : m.dr_resale_example(words);
}
