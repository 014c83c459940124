import { formatKes } from '#shared/money.ts';
import { mostByMpesa } from '#shared/mpesa-limit.ts';
import * as m from '../paraglide/messages.js';
import { facePrice } from '../text/money.ts';
import type { Method } from './method.ts';
import { mostBy, type TierOffer } from './offers.ts';
import { countOf, qtyFault } from './quantity.ts';

type Tier = TierOffer['tier'];

/** Tickets of one tier. */
export type Line = { tier: number; qty: number };

/** A checkout as it was typed: the chosen tier, and numbers of tickets of others by tier. An empty number is none. */
export type Typed = { tier: number; qty: string; also: Record<number, string> };

/** What the contract takes in one purchase, so M-Pesa's orders have the same bounds. */
const mostTiers = 5;
const mostTickets = 20;

/** The name of the field of another tier's number. */
export const alsoField = (tier: number): string => `also_${tier}`;

/** The fields of other tiers, as a form sends them. */
export const alsoFields = (also: Record<number, string>): Record<string, string> =>
	Object.fromEntries(Object.entries(also).map(([tier, typed]) => [alsoField(Number(tier)), typed]));

/** The same, as a form sent them. */
export const alsoIn = (form: FormData): Record<number, string> =>
	Object.fromEntries(
		[...form].flatMap(([name, value]) => {
			const [, tier] = /^also_(\d\d?)$/.exec(name) ?? [];
			return tier === undefined ? [] : [[Number(tier), String(value)]];
		}),
	);

const isNone = (typed: string): boolean => /^\s*0*\s*$/.test(typed);

/** What is bought, the chosen tier first; null if a number is none. A tier that is named twice is one line. */
export function linesOf({ tier, qty, also }: Typed): Line[] | null {
	const named = Object.entries(also).filter(([, typed]) => !isNone(typed));
	const lines = new Map<number, number>();
	for (const [index, typed] of [[tier, qty] as const, ...named]) {
		const count = countOf(typed);
		if (count === null) return null;
		lines.set(Number(index), (lines.get(Number(index)) ?? 0) + count);
	}
	return [...lines].map(([index, count]) => ({ tier: index, qty: count }));
}

/** Another tier is chosen. Where the cart has it beside the first, the two change places and nothing is lost. */
export function choosing(typed: Typed, tier: number): Typed {
	const beside = typed.also[tier] ?? '';
	if (tier === typed.tier || isNone(beside)) return { ...typed, tier };
	const { [tier]: _, ...others } = typed.also;
	return { tier, qty: beside, also: { ...others, [typed.tier]: typed.qty } };
}

/** What is wrong with the number of another tier, for people. */
export const alsoFault = (typed: string, most: number): string | null =>
	isNone(typed) ? null : qtyFault(typed, most);

/** What is wrong with all of it together, for people. What is wrong with one number stands at that number. */
export function cartFault(lines: Line[], offers: TierOffer[], method: Method): string | null {
	if (lines.length > mostTiers) return m.cart_most_tiers({ count: mostTiers });
	const tickets = lines.reduce((sum, { qty }) => sum + qty, 0);
	if (lines.length > 1 && tickets > mostTickets) return m.cart_most_tickets({ count: mostTickets });
	if (method !== 'mpesa' || lines.length === 1) return null;
	const kes = lines.reduce((sum, { tier, qty }) => {
		const offer = offers.find((each) => each.tier.index === tier);
		return sum + BigInt(offer?.amountKes ?? 0) * BigInt(qty);
	}, 0n);
	return kes > mostByMpesa ? m.cart_most_mpesa({ amount: formatKes(mostByMpesa) }) : null;
}

/** Whether each number is possible by itself. */
export const eachPossible = (lines: Line[], offers: TierOffer[], method: Method): boolean =>
	lines.every(({ tier, qty }) => {
		const offer = offers.find((each) => each.tier.index === tier);
		return offer !== undefined && qty <= mostBy(offer, method);
	});

/** "Regular × 2, VIP deck × 1". */
export const lineWords = (lines: Line[], nameOf: (tier: number) => string): string =>
	lines.map(({ tier, qty }) => `${nameOf(tier)} × ${qty}`).join(', ');

/** The sum as people read it. Tiers may have prices in two currencies: "KES 5,000 + USD 20". */
export function priceWords(lines: Line[], tiers: Pick<Tier, 'index' | 'face'>[]): string {
	const sums = new Map<Tier['face']['currency'], bigint>();
	for (const { tier, qty } of lines) {
		const face = tiers.find(({ index }) => index === tier)?.face;
		if (face) sums.set(face.currency, (sums.get(face.currency) ?? 0n) + BigInt(face.amount) * BigInt(qty));
	}
	return [...sums].map(([currency, amount]) => facePrice({ currency, amount: String(amount) })).join(' + ');
}
