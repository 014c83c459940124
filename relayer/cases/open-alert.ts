import { randomUUID } from 'node:crypto';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { reviews } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import type { ReviewReason } from '../reasons.ts';

/** Something that a person should know, and that is neither an order's nor a payment's. */
export type Alert = {
	/** A stable code, e.g. PULL_STALE. */
	reason: ReviewReason;
	/** What it is about, as the program names it. */
	subject: string;
	/** Without personal data: no phone, name or receipt. */
	facts: Record<string, string>;
};

/** Puts it before a person, once for its subject, also after it was decided. Null where that was done before. */
export async function openAlert(db: Reader, notice: Alert, now: Date): Promise<string | null> {
	const [made] = await db
		.insert(reviews)
		.values({ ...notice, id: randomUUID(), openedAt: now })
		.onConflictDoNothing()
		.returning({ id: reviews.id });
	return made?.id ?? null;
}

/** Its cause is gone: nobody needs to decide it. `subjects` null: all of a reason. */
export async function closeAlerts(
	db: Reader,
	reason: ReviewReason,
	subjects: string[] | null,
	note: string,
	now: Date,
): Promise<void> {
	const which = subjects ? inArray(reviews.subject, subjects) : undefined;
	await db
		.update(reviews)
		.set({ decision: 'nothing', note, decidedBy: 'system', decidedAt: now })
		.where(and(eq(reviews.reason, reason), which, isNull(reviews.decidedAt)));
}
