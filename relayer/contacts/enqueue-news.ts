import { type SQL, sql } from 'drizzle-orm';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import { contacts, type NewsKind, notices } from '../models/contacts.ts';
import { handovers } from '../models/handovers.ts';
import { orders } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { noticeEnd, wakeNotices } from './enqueue-notices.ts';

/**
 * What holders of an event's tickets have to know. `n` is its number in the event's log, `at` when its ledger closed.
 * `startsAt`: the new time of a postponed event, in Unix seconds.
 */
export type News = { kind: Exclude<NewsKind, 'message'>; n: bigint; at: Date; startsAt?: bigint };

/** Null if an event changes nothing for those who hold tickets. */
export function newsOf({ name, payload, n }: PassaEvent, at: Date): News | null {
	if (n === null) return null;
	switch (name) {
		case 'cancelled':
			return { kind: name, n, at };
		case 'postponed':
			return { kind: name, n, at, startsAt: payload.terms.starts_at };
		case 'details_set':
			// Another place opens refunds; other words of the document do not.
			return payload.window_until > 0n ? { kind: 'changed', n, at } : null;
		default:
			return null;
	}
}

/**
 * Queues a notice to everybody who had bought a ticket of the event when it changed: to an order's contacts or the number
 * that paid it, to contacts of what wallets bought, and to who was sent a ticket. A repeated call queues nothing more; news that is too old to help is
 * left out.
 */
export async function enqueueNews(tx: Transaction, event: string, news: News[], now: Date): Promise<void> {
	for (const { kind, n, at, startsAt } of news) {
		const end = noticeEnd(at);
		if (end <= now) continue;
		const subject = startsAt === undefined ? String(n) : `${n} ${startsAt}`;
		const rest = sql`c.id, ${kind}, ${subject}, 'queued', ${now}, ${now}, ${end}`;
		await insert(
			tx,
			sql`SELECT gen_random_uuid(), o.no, ${rest} FROM (
					SELECT DISTINCT coalesce(cart, no) AS no FROM ${orders}
					WHERE event = ${event} AND state = 'issued' AND created_at <= ${at}
				) o LEFT JOIN ${contacts} c ON c.order_no = o.no AND c.ended_at IS NULL`,
		);
		await insert(
			tx,
			sql`SELECT gen_random_uuid(), NULL, ${rest} FROM ${contacts} c
				WHERE c.event = ${event} AND c.chain_order IS NOT NULL AND c.ended_at IS NULL AND c.created_at <= ${at}`,
		);
		await insert(
			tx,
			sql`SELECT gen_random_uuid(), h.order_no, NULL, ${`given_${kind}`}, h.id || ${` ${n}`}, 'queued', ${now}, ${now}, ${end}
				FROM ${handovers} h WHERE h.event = ${event} AND h.state IN ('offered', 'claimed') AND h.created_at <= ${at}`,
		);
		await wakeNotices(tx);
	}
}

const insert = (tx: Transaction, rows: SQL) =>
	tx.execute(
		sql`INSERT INTO ${notices} (id, order_no, contact_id, kind, subject, state, wake_at, created_at, expires_at)
			${rows} ON CONFLICT DO NOTHING`,
	);
