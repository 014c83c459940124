import { eq } from 'drizzle-orm';
import { openAlert } from '../cases/open-alert.ts';
import { reviews } from '../models/payments.ts';
import { nowOf, type RailsDeps } from '../rails/deps.ts';
import { recordObservation } from './observations.ts';

export type FlaggedRow = {
	reason: 'PULL_ROW_STRANGE' | 'PULL_ROW_FAILED';
	/** What the row is called: told once, however often Pull shows it. */
	subject: string;
	facts: Record<string, string>;
	receipt: string | null;
	/** Cents of KES, where it can be read. */
	amount: bigint | null;
	/** As it came. */
	body: unknown;
};

/** Keeps a row of Pull as evidence, and puts it before a person: nobody waits for it, and it holds up no other. */
export async function flagRow(deps: RailsDeps, row: FlaggedRow): Promise<void> {
	const { reason, subject, facts, receipt, amount, body } = row;
	const at = nowOf(deps);
	const told = await deps.db.transaction(async (tx) => {
		const id = await openAlert(tx, { reason, subject, facts }, at);
		if (id === null) return false;
		const observationId = await recordObservation(tx, deps.seal, {
			kind: 'pull-strange',
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
	if (told) deps.log.error({ reason, ...facts }, 'a row of Pull is with a person');
}
