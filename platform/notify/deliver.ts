import { and, asc, eq, inArray, isNotNull, lte, min, sql } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import type { Seal } from '#shared/seal.server.ts';
import { countRequest, type Rule } from '#shared/service/rate-limit.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { limits } from '../models/limits.ts';
import { type MessageRow, messages } from '../models/messages.ts';
import { proofs } from '../models/proofs.ts';
import type { Database } from '../models/schema.ts';
import { openMessage } from './enqueue.ts';
import { type Messenger, NotSent } from './messenger.ts';

export type DeliverDeps = { db: Database; seal: Seal; clock: Clock; messenger: Messenger };

const atOnce = 20;
const mostAttempts = 6;
/** After this long, another process may send a message that one has leased. */
const leaseMilliseconds = 60_000;
const firstPause = 2_000;

/**
 * Sends the messages that are due. Processes share the work: each leases rows that no other holds. A process that dies
 * while sending may have sent. So a code can go out twice, but is never lost. A notice of another service goes out once
 * at most: if nobody knows, it ends as `failed` with SEND_UNCLEAR, and the order's page says so.
 */
export const deliveries = (deps: DeliverDeps): Work<MessageRow> => ({
	name: 'delivery',
	most: atOnce,
	async lease(limit) {
		const now = new Date(deps.clock.now());
		await expire(deps.db, now);
		return claimDue(deps.db, now, limit);
	},
	run: (row) => attempt(deps, row),
	async nextAt() {
		const [next] = await deps.db
			.select({ at: min(messages.nextAt) })
			.from(messages)
			.where(open);
		return next?.at?.getTime() ?? null;
	},
});

const open = inArray(messages.state, ['queued', 'sending']);
const waiting = (now: Date) => and(open, lte(messages.nextAt, now));

async function expire(db: Database, now: Date): Promise<void> {
	await db
		.update(messages)
		.set({ state: 'expired' })
		.where(and(waiting(now), lte(messages.expiresAt, now)));
	await db
		.update(messages)
		.set({ state: 'failed', reason: 'SEND_UNCLEAR' })
		.where(and(eq(messages.state, 'sending'), isNotNull(messages.notice), lte(messages.nextAt, now)));
}

async function claimDue(db: Database, now: Date, limit: number): Promise<MessageRow[]> {
	const due = db
		.select({ id: messages.id })
		.from(messages)
		.where(waiting(now))
		.orderBy(asc(messages.id))
		.limit(limit)
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
	// Only the latest lease records its result; an attempt whose lease ran out changes nothing.
	const latestClaim = and(eq(messages.id, row.id), eq(messages.attempts, row.attempts));
	try {
		await messenger.send(openMessage(seal, row));
		const sentAt = new Date(clock.now());
		await db.update(messages).set({ state: 'sent', sentAt, reason: null }).where(latestClaim);
	} catch (error) {
		const { reason, final, unclear } =
			error instanceof NotSent ? error : new NotSent('SEND_FAILED', { cause: error, unclear: true });
		const over = final || (unclear && row.notice !== null) || row.attempts >= mostAttempts;
		const nextAt = new Date(clock.now() + firstPause * 2 ** (row.attempts - 1));
		if (over && row.proof !== null) await withdraw({ db, clock }, row.proof, row.createdAt);
		await db
			.update(messages)
			.set({ state: over ? 'failed' : 'queued', nextAt, reason })
			.where(latestClaim);
	}
}

/** Strangers may ask without end, and a message that counts as failed may have come. So the phone rings no more often. */
const withdrawals: Rule = { seconds: 7200, max: 3 };

/** Nobody got this code, and while it lasts no other would be sent. */
async function withdraw(
	{ db, clock }: Pick<DeliverDeps, 'db' | 'clock'>,
	proof: string,
	createdAt: Date,
): Promise<void> {
	const { allowed } = await countRequest(db, limits, `undelivered ${proof}`, withdrawals, clock.now());
	if (allowed) await db.delete(proofs).where(and(eq(proofs.id, proof), eq(proofs.createdAt, createdAt)));
}
