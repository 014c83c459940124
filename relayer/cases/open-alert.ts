import { randomUUID } from 'node:crypto';
import { and, eq, inArray, isNull, like } from 'drizzle-orm';
import type { CaseFacts } from '../case-facts.ts';
import { publishReview } from '../models/live-outbox.ts';
import { reviews } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import type { ReviewReason } from '../reasons.ts';

/** An alert: a person should know of it, and it belongs to no order and no payment. */
export type Alert = {
	/** A stable code, e.g. PULL_STALE. */
	reason: ReviewReason;
	/** Names what it is about: an alert is opened once for its subject. */
	subject: string;
	facts: CaseFacts;
};

/** Alerts a person once for a subject, even after the alert was decided. Returns null if one was opened before. */
export async function openAlert(db: Reader, alert: Alert, now: Date): Promise<string | null> {
	return db.transaction(async (tx) => {
		const [made] = await tx
			.insert(reviews)
			.values({ ...alert, id: randomUUID(), openedAt: now })
			.onConflictDoNothing()
			.returning({ id: reviews.id });
		if (made) await publishReview(tx, { id: made.id, reason: alert.reason, state: 'open' });
		return made?.id ?? null;
	});
}

/** Closes alerts whose cause is gone, so that nobody needs to decide them. */
export async function closeAlerts(
	db: Reader,
	reason: ReviewReason,
	subjects: string[] | { startsWith: string },
	note: string,
	now: Date,
): Promise<void> {
	const which = Array.isArray(subjects)
		? inArray(reviews.subject, subjects)
		: like(reviews.subject, `${subjects.startsWith}%`);
	await db.transaction(async (tx) => {
		const closed = await tx
			.update(reviews)
			.set({ decision: 'nothing', note, decidedBy: 'system', decidedAt: now })
			.where(and(eq(reviews.reason, reason), which, isNull(reviews.decidedAt)))
			.returning({ id: reviews.id });
		for (const { id } of closed) await publishReview(tx, { id, reason, state: 'decided' });
	});
}
