import { creditsDigest } from '../credits-digest.ts';
import type { CreatorAccount, Order } from '../event-version.ts';
import type { SettledCredit } from '../passa-event.ts';
import type { Run } from './replay-run.ts';

const maxCredits = 4;
const whole = 10_000;
/** Rate and weight are both in basis points. */
const rateAndWeight = 100_000_000n;

/**
 * Whether these credits count for a ticket of this price: contracts/event/src/sale/credits.rs. A rate is that of the
 * moment, at most today's cap, and the commission is rounded down.
 */
export function areEarned(run: Run, buyer: string, price: bigint, credits: SettledCredit[]): boolean {
	const creators = credits.map(([creator]) => creator);
	const weights = credits.map(([, weight]) => weight);
	return (
		credits.length <= maxCredits &&
		weights.every((weight) => weight > 0) &&
		weights.reduce((n, weight) => n + weight, 0) <= whole &&
		new Set(creators).size === creators.length &&
		!creators.includes(buyer) &&
		credits.every(([creator, weight, amount]) => {
			const bps = Math.min(
				run.state.creators.get(creator)?.bps ?? 0,
				run.state.terms.policy.commission_cap_bps,
			);
			return bps > 0 && amount === (price * BigInt(bps) * BigInt(weight)) / rateAndWeight;
		})
	);
}

/** Enters what an order earns, and its digest. */
export function earn(run: Run, id: bigint, order: Order, credits: SettledCredit[]): void {
	if (credits.length === 0) return;
	const qty = BigInt(order.count);
	for (const [creator, weight, amount] of credits) change(run, creator, amount * qty, BigInt(weight) * qty);
	const named = credits.map(([creator, weight, amount]) => ({ creator, weight, amount }));
	order.credits = creditsDigest(id, named);
	run.credits.set(id, credits);
}

/** Takes back what `tickets` of an order earned; the event must say exactly this. */
export function takeBack(run: Run, id: bigint, tickets: number, said: [string, bigint][]): void {
	const credits = run.credits.get(id) ?? [];
	const n = BigInt(tickets);
	const fits =
		said.length === credits.length &&
		said.every(([creator, amount], i) => creator === credits[i]?.[0] && amount === credits[i][2] * n);
	run.must('wrongCommissions', fits);
	for (const [i, [creator, amount]] of said.entries())
		change(run, creator, -amount, -BigInt(credits[i]?.[1] ?? 0) * n);
}

export function accountOf(run: Run, creator: string): CreatorAccount {
	const { creators } = run.state;
	const account = creators.get(creator) ?? { bps: 0, earned: 0n, paid: 0n, points: 0n };
	creators.set(creator, account);
	return account;
}

function change(run: Run, creator: string, amount: bigint, points: bigint): void {
	const account = accountOf(run, creator);
	const { counters } = run.state;
	const over = (earned: bigint) => (account.paid > earned ? account.paid - earned : 0n);
	counters.overpaid += over(account.earned + amount) - over(account.earned);
	counters.commissions += amount;
	account.earned += amount;
	account.points += points;
}
