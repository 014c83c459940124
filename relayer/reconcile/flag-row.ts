import { eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import type { CaseFacts } from '../case-facts.ts';
import { openAlert } from '../cases/open-alert.ts';
import { reviews } from '../models/payments.ts';
import { recordObservation } from './observations.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

export type FlaggedRow = {
	reason: 'PULL_ROW_STRANGE' | 'PULL_ROW_FAILED';
	/** Identifies the row, so that it is flagged once, however often the statement lists it. */
	subject: string;
	facts: CaseFacts;
	receipt: string | null;
	/** Cents of KES, if it can be read. */
	amount: bigint | null;
	/** As it came. */
	body: unknown;
};

/** Keeps a row of the statement as evidence and alerts a person. It blocks no other row. */
export async function flagRow(deps: ReconcileDeps, row: FlaggedRow): Promise<void> {
	const { reason, subject, facts, receipt, amount, body } = row;
	const at = nowOf(deps);
	const flagged = await deps.db.transaction(async (tx) => {
		const id = await openAlert(tx, { reason, subject, facts }, at);
		if (id === null) return false;
		const observationId = await recordObservation(tx, deps.seal, {
			provider: deps.rail.provider,
			kind: 'statement-unreadable',
			pushId: null,
			orderNo: null,
			code: null,
			amount,
			message: { body, ...(receipt === null ? {} : { receipt }) },
			at,
		});
		await tx.update(reviews).set({ observationId }).where(eq(reviews.id, id));
		return true;
	});
	if (flagged) deps.log.error({ reason, ...facts }, 'a row of the statement needs a person');
}
