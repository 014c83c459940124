import type { Session } from '#shared/session.server.ts';
import type { Database } from '../models/schema.ts';
import { type AsManagerError, asManager } from './as-manager.ts';
import type { ManagerLeftError } from './assert-manager-left.ts';
import { endMembership } from './end-membership.ts';
import { type MemberToChangeError, memberToChange } from './member-to-change.ts';

export type RemoveMemberError = AsManagerError | MemberToChangeError | ManagerLeftError;

/** Removes a member and the invitations they sent. Throws RemoveMemberError. */
export const removeMember = (db: Database, session: Session, id: string, now: Date): Promise<void> =>
	asManager(db, session, now, async (tx, held, kind) => {
		const row = await memberToChange(tx, session.account, id, held);
		await endMembership(tx, session, row, kind, now);
	});
