/** A payee's due in an event, in stroops of USDC. */
export type Due = { event: string; index: number; amount: bigint };

/** One call of `distribute_ticket_revenue`: bit i of the mask is payee i. */
export type Payout = { event: string; mask: number };

/** What the keeper remembers of payees it could not reach. Lost at a restart, which costs one more try. */
export type Trouble = Map<string, { failures: number; notBefore: number }>;

export type Rules = { minDue: bigint; dailyMs: number };

const firstWaitMs = 30_000;
const longestWaitMs = 6 * 3_600_000;

export const payeeKey = (event: string, index: number): string => `${event} ${index}`;

/**
 * Which payouts to make now. Dues below the least are left for the daily round. A payee that failed once is tried alone,
 * after a while, so that it never holds up the others of its event.
 */
export function plan(dues: Due[], trouble: Trouble, lastDaily: number, now: number, rules: Rules): Payout[] {
	const daily = now - lastDaily >= rules.dailyMs;
	const payable = dues.filter((d) => d.amount > 0n && (daily || d.amount >= rules.minDue));
	const masks = new Map<string, number>();
	const alone: Payout[] = [];
	for (const { event, index } of payable) {
		const known = trouble.get(payeeKey(event, index));
		if (!known) masks.set(event, (masks.get(event) ?? 0) | (1 << index));
		else if (now >= known.notBefore) alone.push({ event, mask: 1 << index });
	}
	return [...[...masks].map(([event, mask]) => ({ event, mask })), ...alone];
}

/** After a payout: payees that got nothing wait longer each time, those that got something are forgotten. */
export function learn(trouble: Trouble, payout: Payout, paid: bigint[], now: number): void {
	for (const index of payeesOf(payout)) {
		const key = payeeKey(payout.event, index);
		if ((paid[index] ?? 0n) > 0n) trouble.delete(key);
		else failed(trouble, key, now);
	}
}

/** After a call that failed as a whole, which no payee should cause: each is tried alone from now on. */
export function part(trouble: Trouble, payout: Payout, now: number): void {
	const payees = payeesOf(payout);
	for (const index of payees) {
		const key = payeeKey(payout.event, index);
		if (payees.length === 1) failed(trouble, key, now);
		else trouble.set(key, { failures: 0, notBefore: now });
	}
}

const payeesOf = ({ mask }: Payout): number[] =>
	Array.from({ length: 32 }, (_, index) => index).filter((index) => (mask >>> index) & 1);

function failed(trouble: Trouble, key: string, now: number): void {
	const failures = (trouble.get(key)?.failures ?? 0) + 1;
	const wait = Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs);
	trouble.set(key, { failures, notBefore: now + wait });
}
