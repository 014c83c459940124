import type { Facts, Observation, PaymentFact } from './order-facts.ts';
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
};

export type CorroboratedPayments = {
	/** Earliest first, proven ones before the rest. */
	payments: CorroboratedPayment[];
	/**
	 * Proven payments of another amount that no push's callback names: anybody may type the order's reference. They never
	 * decide about the order.
	 */
	strays: CorroboratedPayment[];
	/** Pushes whose money is found. */
	served: Set<string>;
};

/** `facts.payments` are the order's own; `beside` are receipts of its other payments. */
export function corroboratedPayments(
	facts: Facts,
	evidence: Evidence[],
	beside: ReadonlySet<string>,
): CorroboratedPayments {
	const proven = provenPayments(facts);
	const owner = ownersOf(evidence);
	const own = new Set(facts.payments.map((p) => p.receipt));
	const payments = new Map<string, CorroboratedPayment>();
	const strays: CorroboratedPayment[] = [];
	for (const [receipt, proof] of proven) {
		const found = { receipt, amount: proof.amount!, confirmed: true, at: proof.at };
		const isOwn =
			owner.has(receipt) || own.has(receipt) || (found.amount === facts.expected && !beside.has(receipt));
		if (isOwn) payments.set(receipt, found);
		else strays.push(found);
	}
	const known = new Set([...payments.keys(), ...own]);
	const served = new Set<string>();
	const unclaimed = [...known].filter((receipt) => !owner.has(receipt)).sort();
	for (const e of evidence) {
		if ([...e.receipts].some((receipt) => known.has(receipt))) served.add(e.push.id);
		if (!e.corroborated || served.has(e.push.id)) continue;
		const proposed =
			e.receipts.size > 0 ? e.claims : unclaimedNotices(facts, owner, [...known, ...proven.keys()]);
		if (e.receipts.size === 0 && unclaimed.pop() !== undefined) served.add(e.push.id);
		else
			for (const one of only(proposed, facts.expected)) {
				payments.set(one.receipt, one);
				known.add(one.receipt);
				served.add(e.push.id);
			}
	}
	// A receipt that a later push brought may be an earlier one's claim.
	for (const e of evidence) if ([...e.receipts].some((receipt) => known.has(receipt))) served.add(e.push.id);
	serveRest(evidence, unclaimed, served);
	return { payments: [...payments.values()].sort(bySight), strays: strays.sort(bySight), served };
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

/** Which push's callbacks name a receipt; the first, if several do. */
function ownersOf(evidence: Evidence[]): Map<string, Evidence> {
	const owner = new Map<string, Evidence>();
	for (const e of evidence) for (const receipt of e.receipts) if (!owner.has(receipt)) owner.set(receipt, e);
	return owner;
}

const unclaimedNotices = (facts: Facts, owner: Map<string, Evidence>, known: string[]): Observation[] =>
	inOrder(facts.observations).filter(
		(each) =>
			each.kind === 'notice' &&
			each.receipt &&
			each.amount === facts.expected &&
			!owner.has(each.receipt) &&
			!known.includes(each.receipt),
	);

/** The order's own recorded payments: see `strays`. One that buys its tickets is its own. */
export function ownPayments({ payments, expected }: Facts, evidence: Evidence[]): PaymentFact[] {
	const owner = ownersOf(evidence);
	return payments.filter((p) => p.state === 'applied' || p.amount === expected || owner.has(p.receipt));
}

/** A corroborated push paid once. It does not show which of several proposed receipts is the true one. */
function only(proposed: Observation[], expected: bigint): CorroboratedPayment[] {
	const named = proposed.filter((each) => each.receipt);
	const [first] = named;
	if (!first || named.some((each) => each.receipt !== first.receipt || each.amount !== expected)) return [];
	return [{ receipt: first.receipt!, amount: expected, confirmed: false, at: first.at }];
}

/** Receipts that no callback names most likely belong to the newest push that waits for its money. */
function serveRest(evidence: Evidence[], unclaimed: string[], served: Set<string>): void {
	for (const e of [...evidence].reverse()) {
		const isUnnamed = e.claims.length > 0 && e.receipts.size === 0;
		const isOpen = ['open', 'unknown'].includes(e.push.state) && e.refusals.length === 0 && !e.denied;
		if ((isUnnamed || isOpen) && !served.has(e.push.id) && unclaimed.pop() !== undefined)
			served.add(e.push.id);
	}
}
