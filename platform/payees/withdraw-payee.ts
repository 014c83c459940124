import { and, eq } from 'drizzle-orm';
import type { Session } from '#shared/session.server.ts';
import { type DraftOfError, draftOf, type PublishedError, refusePublished } from '../drafts/store.ts';
import { payeeInvitations } from '../models/payees.ts';
import type { Database } from '../models/schema.ts';
import { payeeNotFound } from './invite-payee.ts';

export type WithdrawPayeeError = DraftOfError | PublishedError | ReturnType<typeof payeeNotFound>;

/** Ends a payee's invitation, and what was answered to it: its link opens nothing. Throws WithdrawPayeeError. */
export async function withdrawPayee(
	db: Database,
	session: Session,
	{ draft, payee }: { draft: string; payee: string },
): Promise<void> {
	refusePublished(await draftOf(db, session, draft));
	const gone = await db
		.delete(payeeInvitations)
		.where(and(eq(payeeInvitations.draft, draft), eq(payeeInvitations.payee, payee)))
		.returning({ id: payeeInvitations.id });
	if (gone.length === 0) throw payeeNotFound();
}
