import type { Clock } from '#shared/clock.ts';
import type { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import type { Session } from '#shared/session.server.ts';
import { type BecomeOrganizerError, becomeOrganizer } from '../accounts/become-organizer.ts';
import { accounts } from '../models/accounts.ts';
import { limits } from '../models/limits.ts';
import type { Database } from '../models/schema.ts';
import { members } from '../models/teams.ts';
import { recordAudit } from './record-audit.ts';
import { allRights } from './rights.ts';

const perDay = { seconds: 86_400, max: 5, code: 'TOO_MANY_REQUESTS' } as const;

export type CreateTeamError = BecomeOrganizerError | PassaError<'TOO_MANY_REQUESTS'>;

/** Creates a company that organizes events, with the caller as its first member. Throws CreateTeamError. */
export async function createTeam(
	{ db, seal, clock }: { db: Database; seal: Seal; clock: Clock },
	{ by, via }: Session,
	name: string,
): Promise<string> {
	const key = seal.keyOf('limit', `teams ${by}`);
	await limitRate(db, limits, key, perDay, clock.now());
	const now = new Date(clock.now());
	return db.transaction(async (tx) => {
		const [row] = await tx.insert(accounts).values({ kind: 'company' }).returning({ id: accounts.id });
		const account = row!.id;
		await becomeOrganizer(tx, account, name, now);
		const rights = allRights();
		await tx.insert(members).values({ account, person: by, ...rights, createdAt: now, updatedAt: now });
		const change = { action: 'team.created', subject: by, after: rights } as const;
		await recordAudit(tx, { account, by, via }, change, now);
		return account;
	});
}
