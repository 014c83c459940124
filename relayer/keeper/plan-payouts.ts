import { indexesOf } from '#shared/contract/ticket-mask.ts';
/** One call of `distribute_ticket_revenue`: bit i of the mask is payee i, and these creators, at most eight. */
export type Payout = { event: string; mask: number; creators: string[] };

/** What a call paid, in stroops of USDC: by payee index, and by creator. */
export type Paid = { payees: bigint[]; creators: ReadonlyMap<string, bigint> };

/** Who is paid: a payee by index, or a creator by address. */
type Receiver = number | string;

/** Receivers whose payout failed, by `receiverKey`. A restart loses them, which costs one more try. */
export type FailedPayees = Map<string, { failures: number; notBefore: number }>;

/** One event's dues. Money in stroops of USDC, times in milliseconds by the network's clock. */
export type Dues = {
	event: string;
	/** By payee index. */
	amounts: bigint[];
	creators: ReadonlyMap<string, bigint>;
	/** Since when one of them has been too small to be paid immediately; null if none is. */
	smallSince: number | null;
	/** When the reserve is released, or a freeze ends; null if nothing is held back. */
	releaseAt: number | null;
};

/** `minDue` is the least that is paid immediately; smaller dues are paid after `smallMs`. */
export type Rules = { minDue: bigint; smallMs: number };

/** What to pay now, and when to look again although nothing changes. */
export type Plan = { payouts: Payout[]; smallSince: number | null; wakeAt: number | null };

const firstWaitMs = 30_000;
const longestWaitMs = 6 * 3_600_000;

/** The contract refuses more in one call. */
const mostCreators = 8;

const receiverKey = (event: string, to: Receiver): string => `${event} ${to}`;

/**
 * Plans an event's payouts. Receivers without a failure share calls. One whose payout failed is tried alone, after a
 * wait, so that it never blocks the others.
 */
export function planPayouts(
	{ event, amounts, creators, smallSince, releaseAt }: Dues,
	failedPayees: FailedPayees,
	now: number,
	rules: Rules,
): Plan {
	const all: [Receiver, bigint][] = [...amounts.entries(), ...creators];
	const owed = all.flatMap(([to, amount]) => (amount > 0n ? [{ to, amount }] : []));
	const since = owed.some(({ amount }) => amount < rules.minDue) ? (smallSince ?? now) : null;
	const waited = since !== null && now >= since + rules.smallMs;
	const payable = owed.filter(({ amount }) => waited || amount >= rules.minDue);
	const together: Receiver[] = [];
	const alone: Payout[] = [];
	const times = [releaseAt !== null && releaseAt > now ? releaseAt : null];
	for (const { to } of payable) {
		const known = failedPayees.get(receiverKey(event, to));
		if (!known) together.push(to);
		else if (now >= known.notBefore) alone.push(...callsFor(event, [to]));
		else times.push(known.notBefore);
	}
	if (since !== null) times.push((waited ? now : since) + rules.smallMs);
	const payouts = [...callsFor(event, together), ...alone];
	return { payouts, smallSince: waited ? now : since, wakeAt: earliest(times) };
}

/** All payees in the first call, creators in as many as it takes. */
function callsFor(event: string, receivers: Receiver[]): Payout[] {
	const mask = receivers.reduce<number>((m, to) => (typeof to === 'number' ? m | (1 << to) : m), 0);
	const creators = receivers.filter((to) => typeof to === 'string');
	const calls: Payout[] = [];
	for (let i = 0; i === 0 || i < creators.length; i += mostCreators)
		calls.push({ event, mask: i === 0 ? mask : 0, creators: creators.slice(i, i + mostCreators) });
	return calls.filter((call) => call.mask !== 0 || call.creators.length > 0);
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

/** The earliest of these times; null if there is none. */
export const earliest = (times: (number | null)[]): number | null => {
	const set = times.filter((time) => time !== null);
	return set.length > 0 ? Math.min(...set) : null;
};

/** After a payout: a payee that got nothing waits longer each time. One that got money counts as working again. */
export function recordOutcome(failedPayees: FailedPayees, payout: Payout, paid: Paid, now: number): void {
	for (const to of receiversOf(payout)) {
		const key = receiverKey(payout.event, to);
		const amount = typeof to === 'number' ? paid.payees[to] : paid.creators.get(to);
		if ((amount ?? 0n) > 0n) failedPayees.delete(key);
		else addFailure(failedPayees, key, now);
	}
}

/** After a whole call failed, which one receiver alone cannot cause: each is tried alone from now on. */
export function retryEachAlone(failedPayees: FailedPayees, payout: Payout, now: number): void {
	const receivers = receiversOf(payout);
	for (const to of receivers) {
		const key = receiverKey(payout.event, to);
		if (receivers.length === 1) addFailure(failedPayees, key, now);
		else failedPayees.set(key, { failures: 0, notBefore: now });
	}
}

/** When the first receiver of a payout may be tried again. */
export const nextTry = (failedPayees: FailedPayees, payout: Payout): number | null =>
	earliest(
		receiversOf(payout).map((to) => failedPayees.get(receiverKey(payout.event, to))?.notBefore ?? null),
	);

const receiversOf = ({ mask, creators }: Payout): Receiver[] => [...indexesOf(mask), ...creators];

function addFailure(failedPayees: FailedPayees, key: string, now: number): void {
	const failures = (failedPayees.get(key)?.failures ?? 0) + 1;
	const wait = Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs);
	failedPayees.set(key, { failures, notBefore: now + wait });
}
