/** One call of `distribute_ticket_revenue`: bit i of the mask is payee i. */
export type Payout = { event: string; mask: number };

/** Payees whose payout failed, by `payeeKey`. A restart loses them, which costs one more try. */
export type FailedPayees = Map<string, { failures: number; notBefore: number }>;

/** One event's dues. Money in stroops of USDC, times in milliseconds by the network's clock. */
export type Dues = {
	event: string;
	/** By payee index. */
	amounts: bigint[];
	/** Since when one of them has been too small to be paid immediately; null where none is. */
	smallSince: number | null;
	/** When the reserve is released, or a freeze ends; null where nothing is held back. */
	releaseAt: number | null;
};

/** `minDue` is the least that is paid immediately; smaller dues are paid after `smallMs`. */
export type Rules = { minDue: bigint; smallMs: number };

/** What to pay now, and when to look again although nothing changes. */
export type Plan = { payouts: Payout[]; smallSince: number | null; wakeAt: number | null };

const firstWaitMs = 30_000;
const longestWaitMs = 6 * 3_600_000;

const payeeKey = (event: string, index: number): string => `${event} ${index}`;

/**
 * Plans an event's payouts. Payees without a failure share one call. A payee whose payout failed is tried alone, after
 * a wait, so that it never blocks the others.
 */
export function planPayouts(
	{ event, amounts, smallSince, releaseAt }: Dues,
	failedPayees: FailedPayees,
	now: number,
	rules: Rules,
): Plan {
	const owed = amounts.flatMap((amount, index) => (amount > 0n ? [{ index, amount }] : []));
	const since = owed.some(({ amount }) => amount < rules.minDue) ? (smallSince ?? now) : null;
	const waited = since !== null && now >= since + rules.smallMs;
	const payable = owed.filter(({ amount }) => waited || amount >= rules.minDue);
	let together = 0;
	const alone: Payout[] = [];
	const times = [releaseAt !== null && releaseAt > now ? releaseAt : null];
	for (const { index } of payable) {
		const known = failedPayees.get(payeeKey(event, index));
		if (!known) together |= 1 << index;
		else if (now >= known.notBefore) alone.push({ event, mask: 1 << index });
		else times.push(known.notBefore);
	}
	if (since !== null) times.push((waited ? now : since) + rules.smallMs);
	const payouts = together === 0 ? alone : [{ event, mask: together }, ...alone];
	return { payouts, smallSince: waited ? now : since, wakeAt: earliest(times) };
}

/** The first call of each event, then the second of each, and so on; at most so many of one event. */
export function fairly(payouts: Payout[], most: number): Payout[] {
	const rounds: Payout[][] = [];
	const counts = new Map<string, number>();
	for (const payout of payouts) {
		const n = counts.get(payout.event) ?? 0;
		counts.set(payout.event, n + 1);
		if (n < most) rounds[n] = [...(rounds[n] ?? []), payout];
	}
	return rounds.flat();
}

/** The earliest of these times; null where there is none. */
export const earliest = (times: (number | null)[]): number | null => {
	const set = times.filter((time) => time !== null);
	return set.length > 0 ? Math.min(...set) : null;
};

/** After a payout: a payee that got nothing waits longer each time. One that got money counts as working again. */
export function recordOutcome(failedPayees: FailedPayees, payout: Payout, paid: bigint[], now: number): void {
	for (const index of payeesOf(payout)) {
		const key = payeeKey(payout.event, index);
		if ((paid[index] ?? 0n) > 0n) failedPayees.delete(key);
		else addFailure(failedPayees, key, now);
	}
}

/** After a whole call failed, which one payee alone cannot cause: each payee is tried alone from now on. */
export function retryEachAlone(failedPayees: FailedPayees, payout: Payout, now: number): void {
	const payees = payeesOf(payout);
	for (const index of payees) {
		const key = payeeKey(payout.event, index);
		if (payees.length === 1) addFailure(failedPayees, key, now);
		else failedPayees.set(key, { failures: 0, notBefore: now });
	}
}

/** When the first payee of a payout may be tried again. */
export const nextTry = (failedPayees: FailedPayees, payout: Payout): number | null =>
	earliest(
		payeesOf(payout).map((index) => failedPayees.get(payeeKey(payout.event, index))?.notBefore ?? null),
	);

const payeesOf = ({ mask }: Payout): number[] =>
	Array.from({ length: 32 }, (_, index) => index).filter((index) => (mask >>> index) & 1);

function addFailure(failedPayees: FailedPayees, key: string, now: number): void {
	const failures = (failedPayees.get(key)?.failures ?? 0) + 1;
	const wait = Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs);
	failedPayees.set(key, { failures, notBefore: now + wait });
}
