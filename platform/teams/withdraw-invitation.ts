import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import type { Database } from '../models/schema.ts';
import { invitations } from '../models/teams.ts';
import { type AsManagerError, asManager } from './as-manager.ts';
import { recordAudit } from './record-audit.ts';
import { type HigherError, refuseHigher } from './rights.ts';

export type WithdrawInvitationError = AsManagerError | HigherError | PassaError<'INVITATION_NOT_FOUND'>;

/** Withdraws an invitation, so that its link opens nothing. Throws WithdrawInvitationError. */
export const withdrawInvitation = (db: Database, session: Session, id: string, now: Date): Promise<void> =>
	asManager(db, session, now, async (tx, held) => {
		const [row] = await tx
			.delete(invitations)
			.where(and(eq(invitations.id, id), eq(invitations.account, session.account)))
			.returning();
		if (!row) {
			throw new PassaError('INVITATION_NOT_FOUND', 'Your team has no such invitation.', { status: 404 });
		}
		refuseHigher(held, row);
		await recordAudit(tx, session, { action: 'invitation.withdrawn', subject: id, before: row }, now);
	});
