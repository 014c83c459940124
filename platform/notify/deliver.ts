import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Seal } from '#shared/seal.server.ts';
import type { Clock } from '#shared/service/clock.ts';
import { type MessageRow, messages } from '../models/messages.ts';
import type { Database } from '../models/schema.ts';
import { openMessage } from './enqueue.ts';
import { type Messenger, NotSent } from './messenger.ts';

export type DeliverDeps = { db: Database; seal: Seal; clock: Clock; messenger: Messenger };

const atOnce = 20;
const mostAttempts = 6;
/** After this long, another process may send a message that one has claimed. */
const leaseMilliseconds = 60_000;
const firstPause = 2_000;

/**
 * Sends the messages that are due and returns how many it claimed. Processes share the work: each claims rows that no
 * other holds. A process that dies while sending may have sent, so a message can go out twice, but is never lost.
 */
export async function deliver(deps: DeliverDeps): Promise<number> {
	const now = new Date(deps.clock.now());
	await expire(deps.db, now);
	const claimed = await claimDue(deps.db, now);
	await Promise.all(claimed.map((row) => attempt(deps, row)));
	return claimed.length;
}

const waiting = (now: Date) => and(inArray(messages.state, ['queued', 'sending']), lte(messages.nextAt, now));

async function expire(db: Database, now: Date): Promise<void> {
	await db
		.update(messages)
		.set({ state: 'expired' })
		.where(and(waiting(now), lte(messages.expiresAt, now)));
}

async function claimDue(db: Database, now: Date): Promise<MessageRow[]> {
	const due = db
		.select({ id: messages.id })
		.from(messages)
		.where(waiting(now))
		.orderBy(asc(messages.id))
		.limit(atOnce)
		.for('update', { skipLocked: true });
	return db
		.update(messages)
		.set({
			state: 'sending',
			attempts: sql`${messages.attempts} + 1`,
			nextAt: new Date(now.getTime() + leaseMilliseconds),
		})
		.where(inArray(messages.id, due))
		.returning();
}

async function attempt({ db, seal, clock, messenger }: DeliverDeps, row: MessageRow): Promise<void> {
	// Only the latest claim records its result; an attempt whose lease ran out changes nothing.
	const latestClaim = and(eq(messages.id, row.id), eq(messages.attempts, row.attempts));
	try {
		await messenger.send(openMessage(seal, row));
		const sentAt = new Date(clock.now());
		await db.update(messages).set({ state: 'sent', sentAt, reason: null }).where(latestClaim);
	} catch (error) {
		const { reason, final } = error instanceof NotSent ? error : new NotSent('SEND_FAILED', { cause: error });
		const over = final || row.attempts >= mostAttempts;
		const nextAt = new Date(clock.now() + firstPause * 2 ** (row.attempts - 1));
		await db
			.update(messages)
			.set({ state: over ? 'failed' : 'queued', nextAt, reason })
			.where(latestClaim);
	}
}
