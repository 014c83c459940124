import { and, eq, lt } from 'drizzle-orm';
import { deleteEndedLimits } from '#shared/service/rate-limit.server.ts';
import { formerContacts, sessions } from './models/accounts.ts';
import { passkeyChallenges } from './models/factors.ts';
import { limits } from './models/limits.ts';
import { trimLiveOutbox } from './models/live-outbox.ts';
import { messages } from './models/messages.ts';
import { payeeInvitations } from './models/payees.ts';
import { proofs } from './models/proofs.ts';
import type { Database } from './models/schema.ts';
import { invitations } from './models/teams.ts';
import { formerMilliseconds } from './notify/notify-contacts.ts';

/** Support may need to look at recent messages. */
const messageDays = 7;
const day = 86_400_000;
const liveKept = 6 * 3_600_000;

/** Deletes expired codes, challenges, sessions, request counts and invitations, and old messages. */
export async function deleteExpired(db: Database, now: Date): Promise<void> {
	await db.delete(proofs).where(lt(proofs.expiresAt, now));
	await db.delete(invitations).where(lt(invitations.expiresAt, now));
	await db
		.delete(payeeInvitations)
		.where(and(eq(payeeInvitations.state, 'sent'), lt(payeeInvitations.expiresAt, now)));
	await db.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, now));
	await deleteEndedLimits(db, limits, now);
	await db.delete(sessions).where(lt(sessions.expiresAt, now));
	await db.delete(messages).where(lt(messages.expiresAt, new Date(now.getTime() - messageDays * day)));
	await db
		.delete(formerContacts)
		.where(lt(formerContacts.removedAt, new Date(now.getTime() - formerMilliseconds)));
	await trimLiveOutbox(db, new Date(now.getTime() - liveKept));
}
