import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import type { Session } from '#shared/session.server.ts';
import type { Database, Reader } from '../models/schema.ts';
import { type InvitationRow, invitations, members } from '../models/teams.ts';
import { type LockAccountError, lockAccount } from './as-manager.ts';
import { invitationOver, type ReadInvitationError, readInvitation } from './read-invitation.ts';
import { recordAudit } from './record-audit.ts';
import { covers, haveExpired } from './rights.ts';
import { rightsOf } from './rights-of.ts';

export type AcceptInvitationError =
	| ReadInvitationError
	| LockAccountError
	| PassaError<'INVITATION_NOT_YOURS' | 'ALREADY_MEMBER'>;

/**
 * Makes the caller a member, once, when the invited number or address is theirs. The link alone is not enough, since
 * messages are forwarded. Returns the team's account. Throws AcceptInvitationError.
 */
export const acceptInvitation = (
	{ db, seal }: { db: Database; seal: Seal },
	{ by, via }: Session,
	token: string,
	now: Date,
): Promise<string> =>
	db.transaction(async (tx) => {
		const { row, to, yours } = await readInvitation(tx, seal, token, by, now);
		if (!yours) {
			const words = `This invitation was sent to ${to}. Sign in with that, or add it to your account.`;
			throw new PassaError('INVITATION_NOT_YOURS', words, { status: 403 });
		}
		const { account, permissions, events, until, invitedBy } = row;
		await lockAccount(tx, account);
		await consumeInvitation(tx, row, now);
		const rights = { permissions, events, until };
		const own = account === by;
		const added = own
			? []
			: await tx
					.insert(members)
					.values({ account, person: by, ...rights, invitedBy, createdAt: now, updatedAt: now })
					.onConflictDoNothing()
					.returning({ id: members.id });
		if (added.length === 0) {
			throw new PassaError('ALREADY_MEMBER', 'You are in this team already.', { status: 409 });
		}
		const change = { action: 'member.joined', subject: by, after: rights } as const;
		await recordAudit(tx, { account, by, via }, change, now);
		return account;
	});

/** Deletes the invitation. It counts only while the member who sent it still holds what it offers. */
async function consumeInvitation(tx: Reader, row: InvitationRow, now: Date): Promise<void> {
	const same = and(eq(invitations.id, row.id), eq(invitations.tokenHash, row.tokenHash));
	const gone = await tx.delete(invitations).where(same).returning({ id: invitations.id });
	const held = await rightsOf(tx, row.account, row.invitedBy, now);
	const stillOffered = held?.permissions.includes('members') && covers(held, row) && !haveExpired(row, now);
	if (gone.length === 0 || !stillOffered) throw invitationOver();
}
