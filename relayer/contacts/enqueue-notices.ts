import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { contacts, type NoticeKind, notices } from '../models/contacts.ts';
import { orders } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';

/** Wakes the workers of all processes. */
export const noticesChannel = 'relay_notices';

/** News that is older helps nobody: the order's page shows it. */
const validMilliseconds = 3 * 24 * 3_600_000;

export const wakeNotices = (tx: Transaction) => tx.execute(sql`SELECT pg_notify(${noticesChannel}, '')`);
export const noticeEnd = (now: Date): Date => new Date(now.getTime() + validMilliseconds);

/**
 * Queues a notice to each contact of these orders, or to the number that paid if an order has none. It is queued in the
 * transaction that causes it. A cart gets one, of its first order. The orders are locked. `subject` is the payment that
 * went back or the handover, and empty for tickets. A repeated call queues nothing more.
 */
export async function enqueueNotices(
	tx: Transaction,
	of: { kind: NoticeKind; orders: bigint[]; subject: string },
	now: Date,
): Promise<void> {
	if (of.orders.length === 0) return;
	const numbers = sql.join(
		of.orders.map((no) => sql`${no}`),
		sql`, `,
	);
	await tx.execute(sql`
		INSERT INTO ${notices} (id, order_no, contact_id, kind, subject, state, wake_at, created_at, expires_at)
		SELECT gen_random_uuid(), o.no, c.id, ${of.kind}, ${of.subject}, 'queued', ${now}, ${now}, ${noticeEnd(now)}
		FROM (SELECT DISTINCT coalesce(cart, no) AS no FROM ${orders} WHERE no = ANY(ARRAY[${numbers}]::bigint[])) AS o
		LEFT JOIN ${contacts} c ON c.order_no = o.no AND c.ended_at IS NULL
		ON CONFLICT DO NOTHING`);
	await wakeNotices(tx);
}

/** Queues the notice of tickets to a contact that was named after they were issued. */
export async function enqueueToContact(
	tx: Transaction,
	{ orderNo, contactId }: { orderNo: bigint | null; contactId: string },
	now: Date,
): Promise<void> {
	await tx
		.insert(notices)
		.values({
			id: randomUUID(),
			orderNo,
			contactId,
			kind: 'issued',
			subject: '',
			state: 'queued',
			wakeAt: now,
			createdAt: now,
			expiresAt: noticeEnd(now),
		})
		.onConflictDoNothing();
	await wakeNotices(tx);
}

/** Queues the message to the phone or address that a ticket is sent to. */
export const enqueueOffer = (
	tx: Transaction,
	of: { orderNo: bigint; handover: string },
	now: Date,
): Promise<void> => enqueueToReceiver(tx, { kind: 'handover_offered', ...of }, now);

/**
 * Queues a message about a handover to somebody whom a ticket was sent to: by this handover, or, for news of what became of
 * it, by the one that it follows.
 */
export async function enqueueToReceiver(
	tx: Transaction,
	{ kind, orderNo, handover }: { kind: NoticeKind; orderNo: bigint; handover: string },
	now: Date,
): Promise<void> {
	await tx.insert(notices).values({
		id: randomUUID(),
		orderNo,
		contactId: null,
		kind,
		subject: handover,
		state: 'queued',
		wakeAt: now,
		createdAt: now,
		expiresAt: noticeEnd(now),
	});
	await wakeNotices(tx);
}
