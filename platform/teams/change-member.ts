import { eq } from 'drizzle-orm';
import type { Session } from '#shared/session.server.ts';
import type { Database } from '../models/schema.ts';
import { members } from '../models/teams.ts';
import { type AsManagerError, asManager } from './as-manager.ts';
import { assertManagerLeft, type ManagerLeftError } from './assert-manager-left.ts';
import { type RightsError, refuseForeignEvents, refusePast } from './check-rights.ts';
import { type MemberToChangeError, memberToChange } from './member-to-change.ts';
import { recordAudit } from './record-audit.ts';
import { type Rights, refuseTooWide, type TooWideError } from './rights.ts';

export type ChangeMemberError =
	| AsManagerError
	| MemberToChangeError
	| TooWideError
	| RightsError
	| ManagerLeftError;

/**
 * Changes what a member may do. Throws ChangeMemberError. Members can reduce their own rights but not raise them, since
 * nobody grants what they do not hold.
 */
export const changeMember = (
	db: Database,
	session: Session,
	id: string,
	rights: Rights,
	now: Date,
): Promise<void> =>
	asManager(db, session, now, async (tx, held, kind) => {
		const { account } = session;
		const row = await memberToChange(tx, account, id, held);
		refuseTooWide(held, rights);
		refusePast(rights, now);
		await refuseForeignEvents(tx, account, rights);
		await tx
			.update(members)
			.set({ ...rights, updatedAt: now })
			.where(eq(members.id, id));
		await assertManagerLeft(tx, account, kind);
		const change = { action: 'member.changed', subject: row.person, before: row, after: rights } as const;
		await recordAudit(tx, session, change, now);
	});
