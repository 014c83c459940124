import { PassaError } from '#shared/errors.ts';
import { caseDecisions } from '../models/payments.ts';
import { givenAlone, stepOf, steps } from './authorise.ts';
import type { EvidenceView } from './case-schemas.ts';
import { loadSituation } from './case-situation.ts';
import { costOf } from './decision-cost.ts';
import type { CaseRow } from './list-cases.ts';
import { planOf } from './plan-decision.ts';
import { type ReviewDeps, usualAlone } from './review-deps.ts';

/** What each decision would do and cost now, before somebody decides; none if the case is decided. */
export async function choicesOf(
	{ db, clock, aloneKes = usualAlone }: ReviewDeps,
	{ review, order }: CaseRow,
	viewer: string,
): Promise<EvidenceView['choices']> {
	if (review.decidedAt) return [];
	const situation = await loadSituation(db, review, order);
	const given = await givenAlone(db, viewer, new Date(clock.now()));
	return caseDecisions.map((decision) => {
		const priced = orRefusal(() => costOf(situation, planOf(situation, decision)));
		if (typeof priced === 'string') return { decision, refusal: priced, ...nothing };
		const { receivedKes, givesKes, givesUsdc, costKes, costUsdc } = priced;
		const step = orRefusal(() => stepOf(review, { decision, by: viewer, costKes, aloneKes, given }));
		const may = steps.find((each) => each === step) ?? null;
		return {
			decision,
			refusal: may === null ? step : null,
			receivedKes: receivedKes.toString(),
			givesKes: givesKes.toString(),
			givesUsdc: givesUsdc?.toString() ?? null,
			costKes: costKes.toString(),
			costUsdc: costUsdc?.toString() ?? null,
			step: may,
		};
	});
}

/** What it returns, or the code by which it refuses. */
function orRefusal<T>(work: () => T): T | string {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof PassaError)) throw error;
		return error.code;
	}
}

const nothing = {
	receivedKes: '0',
	givesKes: '0',
	givesUsdc: null,
	costKes: '0',
	costUsdc: null,
	step: null,
};
