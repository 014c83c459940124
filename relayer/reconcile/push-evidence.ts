import { type Facts, type Observation, type PushFact, pendingCodes } from './order-facts.ts';

/** What messages say about one push, earliest first. */
export type Evidence = {
	push: PushFact;
	/** Callbacks of success. */
	claims: Observation[];
	/** Callbacks of failure. */
	refusals: Observation[];
	/** The first trusted message that reports success. No later message withdraws it. */
	corroborated: Observation | null;
	/** The newest query that said failure. */
	denied: Observation | null;
	lastQueried: number | null;
	/** Receipts that its callbacks name. */
	receipts: Set<string>;
};

export const evidenceOf = (facts: Facts): Evidence[] => {
	const observations = inOrder(facts.observations);
	return [...facts.pushes]
		.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
		.map((push) =>
			ofPush(
				push,
				observations.filter((each) => each.push === push.id),
			),
		);
};

/** Sorts messages, so that the same set always has the same order. */
export const inOrder = (observations: Observation[]): Observation[] =>
	[...observations].sort((a, b) => a.at - b.at || compare(textOf(a), textOf(b)));

const textOf = (each: Observation): string =>
	[each.kind, each.push, each.code, each.receipt, each.amount].join('\0');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const isResult = (each: Observation): boolean =>
	each.code !== null && !(pendingCodes as readonly string[]).includes(each.code);

function ofPush(push: PushFact, observations: Observation[]): Evidence {
	const callbacks = observations.filter((each) => each.kind === 'callback' && isResult(each));
	const queries = observations.filter((each) => each.kind === 'query');
	const claims = callbacks.filter((each) => each.code === '0');
	const refusals = callbacks.filter((each) => each.code !== '0');
	const corroborated = observations.find((each) => each.code === '0' && each.trust !== 'proposes') ?? null;
	const denied = queries.filter((each) => isResult(each) && each.code !== '0').at(-1) ?? null;
	const receipts = new Set(claims.flatMap((each) => each.receipt ?? []));
	return {
		push,
		claims,
		refusals,
		corroborated,
		denied,
		lastQueried: queries.at(-1)?.at ?? null,
		receipts,
	};
}
