import type { Facts, Observation } from './order-facts.ts';
import { type Evidence, inOrder } from './push-evidence.ts';

/** A payment that came, according to a trusted message. */
export type CorroboratedPayment = {
	receipt: string;
	amount: bigint;
	/**
	 * Whether a message proves the payment. Otherwise its push succeeded, and this is the one receipt proposed for it.
	 */
	confirmed: boolean;
	at: number;
	/** Whether messages about its push contradict each other. */
	blocked: boolean;
};

export type CorroboratedPayments = {
	/** Earliest first, proven ones before the rest. */
	payments: CorroboratedPayment[];
	/** Pushes whose money is found. */
	served: Set<string>;
};

export function corroboratedPayments(facts: Facts, evidence: Evidence[]): CorroboratedPayments {
	const proven = provenPayments(facts);
	const owner = ownersOf(evidence);
	// A push with both a failure and a corroborated success names no receipt. Any unclaimed receipt may belong to it.
	const anyBlocked = evidence.some((e) => e.contradictory && e.receipts.size === 0);
	const known = new Set([...proven.keys(), ...facts.payments.map((p) => p.receipt)]);
	const payments = new Map<string, CorroboratedPayment>();
	for (const [receipt, proof] of proven) {
		const claimed = owner.get(receipt);
		const blocked = claimed ? claimed.contradictory : anyBlocked;
		payments.set(receipt, { receipt, amount: proof.amount!, confirmed: true, at: proof.at, blocked });
	}
	const served = new Set<string>();
	const unclaimed = [...known].filter((receipt) => !owner.has(receipt)).sort();
	for (const e of evidence) {
		if ([...e.receipts].some((receipt) => known.has(receipt))) served.add(e.push.id);
		if (!e.corroborated || e.contradictory || served.has(e.push.id)) continue;
		const proposed = e.receipts.size > 0 ? e.claims : unclaimedNotices(facts, owner, known);
		if (e.receipts.size === 0 && unclaimed.pop() !== undefined) served.add(e.push.id);
		else
			for (const one of only(proposed, facts.expected)) {
				payments.set(one.receipt, one);
				known.add(one.receipt);
				served.add(e.push.id);
			}
	}
	serveRest(evidence, unclaimed, served);
	return { payments: [...payments.values()].sort(bySight), served };
}

const bySight = (a: CorroboratedPayment, b: CorroboratedPayment): number =>
	Number(b.confirmed) - Number(a.confirmed) || a.at - b.at || (a.receipt < b.receipt ? -1 : 1);

function provenPayments({ observations }: Facts): Map<string, Observation> {
	const rows = inOrder(observations).filter(
		(each) =>
			each.trust === 'proves' &&
			(each.code === null || each.code === '0') &&
			each.receipt &&
			each.amount !== null,
	);
	return new Map(rows.reverse().map((each) => [each.receipt!, each]));
}

/** Which push's callbacks name a receipt; the first, where several do. */
function ownersOf(evidence: Evidence[]): Map<string, Evidence> {
	const owner = new Map<string, Evidence>();
	for (const e of evidence) for (const receipt of e.receipts) if (!owner.has(receipt)) owner.set(receipt, e);
	return owner;
}

const unclaimedNotices = (facts: Facts, owner: Map<string, Evidence>, known: Set<string>): Observation[] =>
	inOrder(facts.observations).filter(
		(each) => each.kind === 'notice' && each.receipt && !owner.has(each.receipt) && !known.has(each.receipt),
	);

/** A corroborated push paid once. It does not show which of several proposed receipts is the true one. */
function only(proposed: Observation[], expected: bigint): CorroboratedPayment[] {
	const named = proposed.filter((each) => each.receipt);
	const [first] = named;
	if (!first || named.some((each) => each.receipt !== first.receipt || each.amount !== expected)) return [];
	return [{ receipt: first.receipt!, amount: expected, confirmed: false, at: first.at, blocked: false }];
}

/** Receipts that no callback names most likely belong to the newest push that waits for its money. */
function serveRest(evidence: Evidence[], unclaimed: string[], served: Set<string>): void {
	for (const e of [...evidence].reverse()) {
		const waits = ['open', 'unknown'].includes(e.push.state) && e.refusals.length === 0 && !e.denied;
		if (waits && !served.has(e.push.id) && unclaimed.pop() !== undefined) served.add(e.push.id);
	}
}
