import { lt } from 'drizzle-orm';
import { deleteEndedLimits } from '#shared/service/rate-limit.server.ts';
import { sessions } from './models/accounts.ts';
import { limits } from './models/limits.ts';
import { trimLiveOutbox } from './models/live-outbox.ts';
import { messages } from './models/messages.ts';
import { proofs } from './models/proofs.ts';
import type { Database } from './models/schema.ts';

/** Messages stay for questions about them, no longer. */
const messageDays = 7;
const day = 86_400_000;
const liveKept = 6 * 3_600_000;

/** Deletes what has served: codes, challenges and sessions that are over, counts of past requests, old messages. */
export async function forget(db: Database, now: Date): Promise<void> {
	await db.delete(proofs).where(lt(proofs.expiresAt, now));
	await deleteEndedLimits(db, limits, now);
	await db.delete(sessions).where(lt(sessions.expiresAt, now));
	await db.delete(messages).where(lt(messages.expiresAt, new Date(now.getTime() - messageDays * day)));
	await trimLiveOutbox(db, new Date(now.getTime() - liveKept));
}
