import { eq } from 'drizzle-orm';
import { reviews } from '../models/payments.ts';
import { openNotice } from '../cases/open-alert.ts';
import { nowOf, type RailsDeps } from '../rails/deps.ts';
import { storeObservation } from './observations.ts';

export type ToldRow = {
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
export async function tellRow(deps: RailsDeps, row: ToldRow): Promise<void> {
	const { reason, subject, facts, receipt, amount, body } = row;
	const at = nowOf(deps);
	const told = await deps.db.transaction(async (tx) => {
		const id = await openNotice(tx, { reason, subject, facts }, at);
		if (id === null) return false;
		const observationId = await storeObservation(tx, deps.seal, {
			kind: 'pull-strange',
			pushId: null,
			orderNo: null,
			code: null,
			amount,
			told: { body, ...(receipt === null ? {} : { receipt }) },
			at,
		});
		await tx.update(reviews).set({ observationId }).where(eq(reviews.id, id));
		return true;
	});
	if (told) deps.log.error({ reason, ...facts }, 'a row of Pull is with a person');
}
