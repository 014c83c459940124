import type { DraftProblem } from '#platform/client.ts';

/** The steps of writing an event, in order. */
export const steps = ['basics', 'tickets', 'money', 'publish'] as const;
export type Step = (typeof steps)[number];

export const isStep = (text: string | null): text is Step => steps.includes(text as Step);

/** Fields of the money step; the other rules concern tickets. */
const moneyFields = /^(payees|policy\.(reserveBps|releaseDays|refundUntil|consent|commissionCapBps))(\.|$)/;

/** The step that has a field. `path` is the field's path in the draft: `tiers.0.price`. */
export function stepOf(path: string): Step {
	if (path.startsWith('basics') || path === 'picture') return 'basics';
	return moneyFields.test(path) ? 'money' : 'tickets';
}

/** The id of a field's element: `tiers.0.price` → `f-tiers-0-price`. */
export const fieldId = (path: string): string => `f-${path.replaceAll('.', '-')}`;

/** A link to a problem's field; a problem of a whole list links to the list's heading. */
export const linkTo = (problem: Pick<DraftProblem, 'path'>): string =>
	`?step=${stepOf(problem.path)}#${fieldId(problem.path)}`;

/** The first problem of one field. */
export const problemAt = <P extends Pick<DraftProblem, 'path'>>(
	problems: readonly P[],
	path: string,
): P | null => problems.find((problem) => problem.path === path) ?? null;

export type StepState = { step: Step; problems: number; done: boolean };

/** Each step with its number of problems. Publishing is never done here: a published draft is an event. */
export const stepStates = (problems: readonly Pick<DraftProblem, 'path'>[]): StepState[] =>
	steps.map((step) => {
		const count = problems.filter((problem) => stepOf(problem.path) === step).length;
		return { step, problems: count, done: step !== 'publish' && count === 0 };
	});

/** The step at which a draft opens: the first with a problem. */
export const openStep = (problems: readonly Pick<DraftProblem, 'path'>[]): Step =>
	stepStates(problems).find((state) => state.problems > 0)?.step ?? 'publish';
