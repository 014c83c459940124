import type { CorroboratedPayments } from './corroborated-payments.ts';
import type { PushDecision } from './decision.ts';
import { type Facts, isCovered, patience, statementDelay } from './order-facts.ts';
import type { Placement } from './place-payments.ts';
import type { Evidence } from './push-evidence.ts';
import type { PushOutcome } from './push-outcome.ts';
import type { PushWithoutPayment } from './pushes-without-payment.ts';

/** When a push without a message is queried, after it was sent. Milliseconds, as all of these. */
const queryAfter = [10, 30, 60, 120].map((s) => s * 1000);
/** When a push is queried after a message proposed its payment: a fan is waiting. */
const confirmAfter = [0, 3, 10, 30, 60, 120, 300].map((s) => s * 1000);
/** When the statement is read for money that no other message may report: the first wait, and the wait between two reads. */
const statementAfter = 5_000;
const proposalAfter = 10_000;
const statementAgain = 30_000;

export type Known = {
	evidence: Evidence[];
	money: CorroboratedPayments;
	missing: PushWithoutPayment[];
	outcomes: PushOutcome[];
	placed: Placement;
};

/** What is queried next, and when it is time to look again. */
export function nextChecks(facts: Facts, known: Known): { pushes: PushDecision[]; readStatement: boolean } {
	const { now } = facts;
	const ofOrder = unplacedAt(facts, known);
	const newest = known.evidence.at(-1)?.push.id;
	let readStatement = ofOrder !== null && ofOrder <= now;
	const pushes = known.evidence.map((e, i): PushDecision => {
		const outcome = known.outcomes[i]!;
		const { id } = e.push;
		const { state, code } = outcome;
		if (outcome.live && (state === 'queued' || state === 'sending'))
			return { id, state, code, query: false, wakeAt: undefined };
		const queried = nextQuery(facts, e, outcome, known.money);
		const listed = nextStatement(facts, e, outcome, known.missing, queried);
		readStatement ||= listed !== null && listed <= now;
		const looks = [
			queried,
			listed,
			id === newest ? ofOrder : null,
			deadlineOf(facts, e, outcome, known.missing),
		];
		const wakeAt = earliest(looks.map((at) => (at === null || at > now ? at : now + statementAgain)));
		const query = queried !== null && queried <= now;
		return { id, state, code, query, wakeAt: query ? now : wakeAt };
	});
	return { pushes, readStatement };
}

const earliest = (times: (number | null)[]): number | null => {
	const set = times.filter((at) => at !== null);
	return set.length > 0 ? Math.min(...set) : null;
};

/** Null when there is nothing to ask, or every query has been made. */
function nextQuery(
	facts: Facts,
	e: Evidence,
	outcome: PushOutcome,
	{ served }: CorroboratedPayments,
): number | null {
	const { push, lastQueried: lastAsked } = e;
	if (!push.queryable || e.corroborated || served.has(push.id)) return null;
	const proposed = e.claims[0] ?? (outcome.live ? noticeOf(facts) : undefined);
	if (!proposed && (!outcome.live || push.sentAt === null)) return null;
	const times = proposed
		? confirmAfter.map((ms) => proposed.at + ms)
		: queryAfter.map((ms) => push.sentAt! + ms);
	return times.find((at) => at > (lastAsked ?? -Infinity)) ?? null;
}

/** A notice names the order, not the push. */
const noticeOf = (facts: Facts) =>
	facts.observations
		.filter((each) => each.kind === 'notice' && !facts.payments.some((p) => p.receipt === each.receipt))
		.sort((a, b) => a.at - b.at)[0];

/** When the statement may report this push. The time repeats until it does. */
function nextStatement(
	{ now }: Facts,
	e: Evidence,
	outcome: PushOutcome,
	missing: PushWithoutPayment[],
	queried: number | null,
): number | null {
	const { state, sentAt, createdAt } = { ...e.push, state: outcome.state };
	if (outcome.live && state === 'unknown') return (sentAt ?? createdAt) + statementAfter;
	const claim = missing.find((each) => each.push === e.push.id);
	if (claim && !claim.isOver) return e.corroborated ? now : claim.since + proposalAfter;
	return outcome.live && queried === null ? now : null;
}

/** When the statement is read for receipts that only it can place; null if there are none. */
function unplacedAt(facts: Facts, { placed, money }: Known): number | null {
	const known = new Set([
		...facts.payments.map((p) => p.receipt),
		...money.payments.filter((each) => each.confirmed).map((each) => each.receipt),
		...money.strays.map((each) => each.receipt),
		...placed.payments.map((each) => each.receipt),
	]);
	const proposed = facts.observations
		.filter((each) => each.kind !== 'query' && each.receipt !== null && !known.has(each.receipt))
		.filter((each) => !isCovered(facts, each.at) && facts.now < each.at + patience)
		.map((each) => each.at + proposalAfter);
	const owed = facts.payments.some(
		(p) => p.state === 'refund_due' && !p.confirmed && facts.now < p.at + 2 * statementDelay,
	);
	return earliest([...proposed, placed.unplaced || owed ? facts.now : null]);
}

/** When time alone changes the decision. */
function deadlineOf(
	facts: Facts,
	e: Evidence,
	outcome: PushOutcome,
	missing: PushWithoutPayment[],
): number | null {
	const claim = missing.find((each) => each.push === e.push.id);
	if (claim) return claim.isOver ? null : claim.since + patience;
	if (!outcome.live) return null;
	if (outcome.state === 'open') return facts.holdUntil;
	return outcome.state === 'unknown' ? (e.push.sentAt ?? e.push.createdAt) + statementDelay : null;
}
