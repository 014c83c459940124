import type { CaseDecision } from '../models/payments.ts';
import { decideCase } from '../review/decide-case.ts';
import { readCase } from '../review/read-case.ts';
import type { ReviewDeps } from '../review/review-deps.ts';

/** Decides as a person at the page: for the cost that the case shows them. */
export async function decideAsShown(
	deps: ReviewDeps,
	id: string,
	decided: { decision: CaseDecision; note: string; by: string },
): Promise<'proposed' | 'done'> {
	const { choices } = await readCase(deps, id, decided.by);
	const shown = choices.find((each) => each.decision === decided.decision);
	return decideCase(deps, id, { ...decided, costKes: BigInt(shown?.costKes ?? 0) });
}
