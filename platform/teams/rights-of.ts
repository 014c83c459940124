import { and, eq } from 'drizzle-orm';
import { grants } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { members } from '../models/teams.ts';
import { allRights, haveExpired, type Rights } from './rights.ts';

/** What a person holds for an account now; null: nothing. Only an organizer's own account has permissions. */
export async function rightsOf(
	db: Reader,
	account: string,
	person: string,
	now: Date,
): Promise<Rights | null> {
	if (account === person) return (await isOrganizer(db, account)) ? allRights() : null;
	const [row] = await db
		.select({ permissions: members.permissions, events: members.events, until: members.until })
		.from(members)
		.where(and(eq(members.account, account), eq(members.person, person)));
	return row && !haveExpired(row, now) ? row : null;
}

async function isOrganizer(db: Reader, account: string): Promise<boolean> {
	const held = and(eq(grants.account, account), eq(grants.role, 'organizer'));
	return (await db.select({ role: grants.role }).from(grants).where(held)).length === 1;
}
