import { sql } from 'drizzle-orm';
import { contacts, notices } from '../models/contacts.ts';
import { gateTickets } from '../models/gates.ts';
import { handovers } from '../models/handovers.ts';
import { orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import { noticeEnd, wakeNotices } from './enqueue-notices.ts';

/**
 * Queues what an event's team writes to everybody who holds a ticket: once to each number or address, however many orders it
 * has. Orders of which all tickets went back are left out. `id` is the act that says the words. Returns how many.
 */
export async function enqueueMessage(
	tx: Transaction,
	{ id, event }: { id: string; event: string },
	now: Date,
): Promise<number> {
	const added = await tx.execute(sql`
		WITH held AS (
			SELECT DISTINCT coalesce(o.cart, o.no) AS no FROM ${orders} o
			WHERE o.event = ${event} AND o.state = 'issued' AND o.qty > (
				SELECT coalesce(sum(bit_count(t.mask::bit(20))), 0) FROM ${ticketRefunds} t
				WHERE t.order_no = o.no AND t.voided_at IS NOT NULL)
		), receivers AS (
			SELECT h.no, c.id AS contact, 'message' AS kind, ${id}::text AS subject, c.key
			FROM held h JOIN ${contacts} c ON c.order_no = h.no AND c.ended_at IS NULL
			UNION ALL
			SELECT h.no, NULL, 'message', ${id}::text, (
				SELECT p.phone_key FROM ${pushes} p WHERE p.order_no = h.no AND p.state = 'paid'
				ORDER BY p.created_at, p.id LIMIT 1)
			FROM held h WHERE NOT EXISTS (SELECT FROM ${contacts} c WHERE c.order_no = h.no AND c.ended_at IS NULL)
			UNION ALL
			SELECT NULL, c.id, 'message', ${id}::text, c.key FROM ${contacts} c
			WHERE c.event = ${event} AND c.chain_order IS NOT NULL AND c.ended_at IS NULL
			UNION ALL
			SELECT h.order_no, NULL, 'given_message', h.id || ' ' || ${id}::text, h.key FROM ${handovers} h
			WHERE h.event = ${event} AND h.state = 'claimed' AND h.sealed IS NOT NULL
		)
		INSERT INTO ${notices} (id, order_no, contact_id, kind, subject, state, wake_at, created_at, expires_at)
		SELECT DISTINCT ON (key) gen_random_uuid(), no, contact, kind, subject, 'queued', ${now}, ${now}, ${noticeEnd(now)}
		FROM receivers WHERE key IS NOT NULL ORDER BY key, kind DESC, no
		ON CONFLICT DO NOTHING RETURNING 1`);
	await wakeNotices(tx);
	return added.rowCount ?? 0;
}

/** How many wallets hold a ticket of an event and have named no number or address. It is as old as the list of tickets. */
export async function walletsWithoutContact(db: Reader, event: string): Promise<number> {
	const { rows } = await db.execute<{ n: number }>(sql`
		SELECT count(DISTINCT t.owner)::int AS n FROM ${gateTickets} t
		WHERE t.event = ${event} AND NOT t.custodial AND NOT t.refunded AND NOT EXISTS (
			SELECT FROM ${contacts} c
			WHERE c.event = t.event AND c.chain_order = t.chain_order AND c.ended_at IS NULL)`);
	return rows[0]!.n;
}
