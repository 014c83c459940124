import type { Evidence } from './evidence.ts';
import { type Facts, isCovered, patience, pullMargin } from './facts.ts';
import type { Hint } from './missing-money.ts';
import type { Placed } from './place-payments.ts';
import type { PushOutcome } from './push-outcome.ts';
import type { Money } from './corroborated-payments.ts';
import type { PushVerdict } from './decision.ts';

/** After the push: when it is asked after while nothing is heard. */
const askAfter = [10, 30, 60, 120].map((s) => s * 1000);
/** After somebody said that it is paid: a fan is waiting. */
const confirmAfter = [0, 3, 10, 30, 60, 120, 300].map((s) => s * 1000);
/** How soon Pull is read for what nothing else may tell, and how often then. */
const pullAfter = 5_000;
const proposalAfter = 10_000;
const pullAgain = 30_000;

export type Known = {
	evidence: Evidence[];
	money: Money;
	hints: Hint[];
	outcomes: PushOutcome[];
	placed: Placed;
};

/** What is asked next, and when it is time to look again. */
export function awaiting(facts: Facts, known: Known): { pushes: PushVerdict[]; pull: boolean } {
	const { now } = facts;
	const ofOrder = unplacedAt(facts, known);
	const newest = known.evidence.at(-1)?.push.id;
	let pull = ofOrder !== null && ofOrder <= now;
	const pushes = known.evidence.map((e, i): PushVerdict => {
		const outcome = known.outcomes[i]!;
		const { id } = e.push;
		const { state, code } = outcome;
		if (outcome.live && (state === 'queued' || state === 'sending'))
			return { id, state, code, ask: false, wakeAt: undefined };
		const asked = nextQuery(facts, e, outcome, known.money);
		const pulled = nextPull(facts, e, outcome, known.hints, asked);
		pull ||= pulled !== null && pulled <= now;
		const looks = [asked, pulled, id === newest ? ofOrder : null, deadlineOf(facts, e, outcome, known.hints)];
		const wakeAt = earliest(looks.map((at) => (at === null || at > now ? at : now + pullAgain)));
		const ask = asked !== null && asked <= now;
		return { id, state, code, ask, wakeAt: ask ? now : wakeAt };
	});
	return { pushes, pull };
}

const earliest = (times: (number | null)[]): number | null => {
	const set = times.filter((at) => at !== null);
	return set.length > 0 ? Math.min(...set) : null;
};

/** Null when there is nothing to ask, or asking has told all it can. */
function nextQuery(facts: Facts, e: Evidence, outcome: PushOutcome, { served }: Money): number | null {
	const { push, lastAsked } = e;
	if (!push.queryable || e.vouched || e.contradictory || served.has(push.id)) return null;
	const told = e.claims[0] ?? (outcome.live ? confirmationOf(facts) : undefined);
	if (!told && (!outcome.live || push.sentAt === null)) return null;
	const times = told ? confirmAfter.map((ms) => told.at + ms) : askAfter.map((ms) => push.sentAt! + ms);
	return times.find((at) => at > (lastAsked ?? -Infinity)) ?? null;
}

/** A confirmation names the order, not the push. */
const confirmationOf = (facts: Facts) =>
	facts.heard
		.filter((each) => each.kind === 'c2b' && !facts.payments.some((p) => p.receipt === each.receipt))
		.sort((a, b) => a.at - b.at)[0];

/** When Pull may tell more of this push; again and again while it does not. */
function nextPull(
	{ now }: Facts,
	e: Evidence,
	outcome: PushOutcome,
	hints: Hint[],
	asked: number | null,
): number | null {
	const { state, sentAt, createdAt } = { ...e.push, state: outcome.state };
	if (outcome.live && state === 'unknown') return (sentAt ?? createdAt) + pullAfter;
	const hint = hints.find((each) => each.push === e.push.id);
	if (hint && now < hint.since + patience) return e.vouched ? now : hint.since + proposalAfter;
	return outcome.live && asked === null ? now : null;
}

/** Receipts that were proposed, or seen, and that only Pull can place; null where there are none. */
function unplacedAt(facts: Facts, { placed, money }: Known): number | null {
	const known = new Set([
		...facts.payments.map((p) => p.receipt),
		...money.sure.filter((each) => each.confirmed).map((each) => each.receipt),
		...placed.money.map((each) => each.receipt),
	]);
	const proposed = facts.heard
		.filter((each) => each.kind !== 'query' && each.receipt !== null && !known.has(each.receipt))
		.filter((each) => !isCovered(facts, each.at) && facts.now < each.at + patience)
		.map((each) => each.at + proposalAfter);
	const owed = facts.payments.some(
		(p) => p.state === 'refund_due' && !p.confirmed && facts.now < p.at + 2 * pullMargin,
	);
	return earliest([...proposed, placed.unplaced || owed ? facts.now : null]);
}

/** When time alone changes the verdict. */
function deadlineOf(facts: Facts, e: Evidence, outcome: PushOutcome, hints: Hint[]): number | null {
	const hint = hints.find((each) => each.push === e.push.id);
	if (hint) return facts.now < hint.since + patience ? hint.since + patience : null;
	if (!outcome.live) return null;
	if (outcome.state === 'open') return facts.holdUntil;
	return outcome.state === 'unknown' ? (e.push.sentAt ?? e.push.createdAt) + pullMargin : null;
}
