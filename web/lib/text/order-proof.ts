import type { OrderWithTimes } from '#indexer/client.ts';
import * as m from '#lib/paraglide/messages.js';
import { splitsOf } from '#shared/contract/accounting.ts';
import { isolateBidi } from './isolate-bidi.ts';
import { listOf } from './list-of.ts';
import { type Face, kes, usdc } from './money.ts';
import { shownPayee } from './shown-payee.ts';
import { dateOf, timeOf } from './time.ts';

export type ProofOrder = Pick<OrderWithTimes, 'rail' | 'total' | 'qty'> & {
	splits: Pick<
		OrderWithTimes['splits'][number],
		'role' | 'name' | 'held' | 'bps' | 'amount' | 'paid' | 'paidAt'
	>[];
};

/** One payee's part of an order, in words: all of it, what was paid, and what is still to come ('' if nothing). */
export type ShareWords = { name: string; whole: string; paid: string; left: string; paidAt: string | null };

/** The order's price in cents; null if the tier's face price is not in shillings. */
export const centsOf = ({ qty }: { qty: number }, face: Face | null): bigint | null =>
	face?.currency === 'KES' ? BigInt(face.amount) * BigInt(qty) : null;

type Returnable = Pick<OrderWithTimes, 'total' | 'qty' | 'refunded'> & {
	tickets: Pick<OrderWithTimes['tickets'][number], 'state'>[];
};

/**
 * An order without what was given back of it, and its price in cents. That is null if the tier's face price is not in
 * shillings, or a cancelled event gave back a part of a price.
 */
export function withoutRefunds<T extends Returnable>(
	order: T,
	face: Face | null,
): { order: T; cents: bigint | null } {
	const returned = order.tickets.filter(({ state }) => state === 'refunded').length;
	const [total, refunded] = [BigInt(order.total), BigInt(order.refunded)];
	const left = { ...order, qty: order.qty - returned, total: String(total - refunded) };
	const whole = refunded * BigInt(order.qty) === total * BigInt(returned);
	return { order: left, cents: whole ? centsOf(left, face) : null };
}

/** "KES 2,500", with the USDC that a wallet paid; "19.38 USDC" if the price is not in shillings. */
export function totalWords(order: ProofOrder, cents: bigint | null): string {
	if (cents === null) return `${usdc(order.total)} USDC`;
	return order.rail === 'fiat' ? kes(cents) : `${kes(cents)} (${usdc(order.total)} USDC)`;
}

/** Each payee's share, in shillings if the price is: the same rounding as the contract's, so that it adds up. */
export function sharesOf(order: ProofOrder, cents: bigint | null): ShareWords[] {
	const bps = order.splits.map((s) => s.bps);
	const inCents = cents === null ? null : splitsOf(bps, 0n, cents);
	return order.splits.map((split, i) => {
		const [amount, paid] = [BigInt(split.amount), BigInt(split.paid)];
		const whole = inCents ? inCents[i]! : amount;
		const done = amount === 0n ? whole : (whole * paid) / amount;
		const words = (value: bigint) => (value === 0n ? '' : inCents ? kes(value) : `${usdc(value)} USDC`);
		return {
			name: isolateBidi(shownPayee(split)),
			whole: words(whole),
			paid: words(done),
			left: words(whole - done),
			paidAt: split.paidAt,
		};
	});
}

type Reader = { mine: boolean; locale: string };

/** Who got what of an order's money, and when, in one or two sentences. */
export function orderProof(order: ProofOrder, cents: bigint | null, { mine, locale }: Reader): string {
	const total = totalWords(order, cents);
	const shares = sharesOf(order, cents).filter(({ whole }) => whole !== '');
	const waiting = shares
		.filter(({ left }) => left !== '')
		.map(({ name, left }) => m.proof_for({ amount: left, name }));
	const got = shares.filter(({ paid }) => paid !== '');
	if (got.length === 0) {
		const first = mine ? m.proof_waits_first : m.proof_waits_first_other;
		return first({ total, list: listOf(waiting, locale) });
	}
	const list = timedGroups(got, locale).join('; ');
	const sentence = mine ? m.proof_got({ total, list }) : m.proof_got_other({ total, list });
	return waiting.length === 0 ? sentence : `${sentence} ${m.proof_waits({ list: listOf(waiting, locale) })}`;
}

/** Shares that were completed in one minute share one time. */
function timedGroups(got: ShareWords[], locale: string): string[] {
	const timeWords = ({ paidAt, left }: ShareWords) =>
		paidAt && left === '' ? `${dateOf(paidAt, locale)}, ${timeOf(paidAt, locale)}` : '';
	return [...Map.groupBy(got, timeWords)].map(([time, group]) => {
		const list = listOf(
			group.map(({ name, paid }) => m.proof_item({ name, amount: paid })),
			locale,
		);
		return time ? m.proof_at({ list, time }) : m.proof_so_far({ list });
	});
}
