import type { Session } from '#shared/session.server.ts';
import type { Database } from '../models/schema.ts';
import { asManager } from './as-manager.ts';
import { endMembership } from './end-membership.ts';
import { memberToChange } from './member-to-change.ts';

/** Removes a member and the invitations they sent. Throws MEMBER_NOT_FOUND, MEMBER_HOLDS_MORE or LAST_MANAGER. */
export const removeMember = (db: Database, session: Session, id: string, now: Date): Promise<void> =>
	asManager(db, session, now, async (tx, held, kind) => {
		const row = await memberToChange(tx, session.account, id, held);
		await endMembership(tx, session, row, kind, now);
	});
