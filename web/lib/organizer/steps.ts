import type { DraftProblem } from '#platform/client.ts';

/** The parts of writing an event, in order. */
export const steps = ['basics', 'tickets', 'money', 'publish'] as const;
export type Step = (typeof steps)[number];

export const isStep = (text: string | null): text is Step => steps.includes(text as Step);

/** What is on the page of money; the other rules concern tickets. */
const ofMoney = /^(payees|policy\.(reserveBps|releaseDays|commissionCapBps))(\.|$)/;

/** Where the field of a problem stands. `path` names it as in the content: `tiers.0.price`. */
export function stepOf(path: string): Step {
	if (path.startsWith('basics')) return 'basics';
	return ofMoney.test(path) ? 'money' : 'tickets';
}

/** An id for a page's element: `tiers.0.price` → `f-tiers-0-price`. */
export const fieldId = (path: string): string => `f-${path.replaceAll('.', '-')}`;

/** A problem of a whole list has no field of its own: its heading takes the focus. */
export const linkTo = (problem: Pick<DraftProblem, 'path'>): string =>
	`?step=${stepOf(problem.path)}#${fieldId(problem.path)}`;

/** What is wrong with one field. */
export const problemAt = <P extends Pick<DraftProblem, 'path'>>(
	problems: readonly P[],
	path: string,
): P | null => problems.find((problem) => problem.path === path) ?? null;

export type StepState = { step: Step; problems: number; done: boolean };

/** Each step with what is still missing in it. Publishing is never done here: a draft that is published is no draft. */
export const stepStates = (problems: readonly Pick<DraftProblem, 'path'>[]): StepState[] =>
	steps.map((step) => {
		const count = problems.filter((problem) => stepOf(problem.path) === step).length;
		return { step, problems: count, done: step !== 'publish' && count === 0 };
	});

/** Where a draft is taken up again: the first step that lacks something. */
export const openStep = (problems: readonly Pick<DraftProblem, 'path'>[]): Step =>
	stepStates(problems).find((state) => state.problems > 0)?.step ?? 'publish';
