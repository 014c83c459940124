import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import type { Database } from '../models/schema.ts';
import { members } from '../models/teams.ts';
import { type LockAccountError, lockAccount } from './as-manager.ts';
import type { ManagerLeftError } from './assert-manager-left.ts';
import { endMembership } from './end-membership.ts';

export type LeaveTeamError = LockAccountError | ManagerLeftError | PassaError<'TEAM_NOT_FOUND'>;

/** Ends the caller's own membership. Throws LeaveTeamError. */
export const leaveTeam = (db: Database, session: Session, account: string, now: Date): Promise<void> =>
	db.transaction(async (tx) => {
		const kind = await lockAccount(tx, account);
		const [row] = await tx
			.select()
			.from(members)
			.where(and(eq(members.account, account), eq(members.person, session.by)));
		if (!row) throw new PassaError('TEAM_NOT_FOUND', 'There is no such team.', { status: 404 });
		await endMembership(tx, session, row, kind, now);
	});
