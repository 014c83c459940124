import { type Evidence, inOrder } from './evidence.ts';
import type { Facts, Observation } from './facts.ts';

/** Money that surely came: something that we asked for says so. */
export type CorroboratedPayment = {
	receipt: string;
	amount: bigint;
	/** Whether Pull shows it. Else a query vouches for one payment of a push, and a receipt was proposed for it. */
	confirmed: boolean;
	at: number;
	/** Whether what was said of its push contradicts itself. */
	blocked: boolean;
};

export type CorroboratedPayments = {
	/** Earliest first, what Pull shows before the rest. */
	payments: CorroboratedPayment[];
	/** Pushes whose money is found. */
	served: Set<string>;
};

export function corroboratedPayments(facts: Facts, evidence: Evidence[]): CorroboratedPayments {
	const shown = provenPayments(facts);
	const owner = ownersOf(evidence);
	// A push that refused and was vouched for named no receipt: any that nobody claims may be its.
	const anyBlocked = evidence.some((e) => e.contradictory && e.receipts.size === 0);
	const known = new Set([...shown.keys(), ...facts.payments.map((p) => p.receipt)]);
	const sure = new Map<string, CorroboratedPayment>();
	for (const [receipt, row] of shown) {
		const claimed = owner.get(receipt);
		const blocked = claimed ? claimed.contradictory : anyBlocked;
		sure.set(receipt, { receipt, amount: row.amount!, confirmed: true, at: row.at, blocked });
	}
	const served = new Set<string>();
	const unclaimed = [...known].filter((receipt) => !owner.has(receipt)).sort();
	for (const e of evidence) {
		if ([...e.receipts].some((receipt) => known.has(receipt))) served.add(e.push.id);
		if (!e.corroborated || e.contradictory || served.has(e.push.id)) continue;
		const proposed = e.receipts.size > 0 ? e.claims : unclaimedConfirmations(facts, owner, known);
		if (e.receipts.size === 0 && unclaimed.pop() !== undefined) served.add(e.push.id);
		else
			for (const found of only(proposed, facts.expected)) {
				sure.set(found.receipt, found);
				known.add(found.receipt);
				served.add(e.push.id);
			}
	}
	serveRest(evidence, unclaimed, served);
	return { payments: [...sure.values()].sort(bySight), served };
}

const bySight = (a: CorroboratedPayment, b: CorroboratedPayment): number =>
	Number(b.confirmed) - Number(a.confirmed) || a.at - b.at || (a.receipt < b.receipt ? -1 : 1);

function provenPayments({ observations: heard }: Facts): Map<string, Observation> {
	const rows = inOrder(heard).filter((each) => each.kind === 'pull' && each.receipt && each.amount !== null);
	return new Map(rows.reverse().map((each) => [each.receipt!, each]));
}

/** Which push's callbacks name a receipt; the first, where several do. */
function ownersOf(evidence: Evidence[]): Map<string, Evidence> {
	const owner = new Map<string, Evidence>();
	for (const e of evidence) for (const receipt of e.receipts) if (!owner.has(receipt)) owner.set(receipt, e);
	return owner;
}

const unclaimedConfirmations = (
	facts: Facts,
	owner: Map<string, Evidence>,
	known: Set<string>,
): Observation[] =>
	inOrder(facts.observations).filter(
		(each) => each.kind === 'c2b' && each.receipt && !owner.has(each.receipt) && !known.has(each.receipt),
	);

/** A query vouches for one payment: of several receipts that were proposed, it does not say for which. */
function only(proposed: Observation[], expected: bigint): CorroboratedPayment[] {
	const named = proposed.filter((each) => each.receipt);
	const [first] = named;
	if (!first || named.some((each) => each.receipt !== first.receipt || each.amount !== expected)) return [];
	return [{ receipt: first.receipt!, amount: expected, confirmed: false, at: first.at, blocked: false }];
}

/** Rows that no callback names are most likely of the newest push that waits for its money. */
function serveRest(evidence: Evidence[], unclaimed: string[], served: Set<string>): void {
	for (const e of [...evidence].reverse()) {
		const waits = ['open', 'unknown'].includes(e.push.state) && e.refusals.length === 0 && !e.denied;
		if (waits && !served.has(e.push.id) && unclaimed.pop() !== undefined) served.add(e.push.id);
	}
}
