import { eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { grants } from '../models/accounts.ts';
import { drafts } from '../models/drafts.ts';
import type { Reader } from '../models/schema.ts';
import { rightsOf } from './rights-of.ts';
import { walletsOf } from './teams-of.ts';

export type ActingSessionError = PassaError<'TEAM_NOT_FOUND'>;

/**
 * The session of a person who acts for an account of others, with the roles of that account. Support and admin come from a
 * person's own identities and are never among them. Throws ActingSessionError unless the person is a member at this moment.
 */
export async function actingSession(db: Reader, by: string, account: string, now: Date): Promise<Session> {
	const held = z.uuid().safeParse(account).success ? await rightsOf(db, account, by, now) : null;
	if (!held) {
		throw new PassaError('TEAM_NOT_FOUND', 'You do not act for that team. Choose another one.', {
			status: 404,
		});
	}
	const [granted, wallets, events] = await Promise.all([
		db.select({ role: grants.role }).from(grants).where(eq(grants.account, account)),
		walletsOf(db, [account]),
		held.events && withAddresses(db, held.events),
	]);
	return {
		account,
		by,
		via: 'cookie',
		roles: granted.map((each) => each.role),
		may: held.permissions,
		wallets: wallets.map((each) => each.key),
		events,
		phoneSince: null,
		phones: [],
		strong: 'none',
	};
}

/** Ids of drafts, and the addresses that other services know their published events by. */
async function withAddresses(db: Reader, ids: string[]): Promise<string[]> {
	const rows = await db.select({ event: drafts.publishedEvent }).from(drafts).where(inArray(drafts.id, ids));
	return [...ids, ...rows.flatMap(({ event }) => event ?? [])];
}
