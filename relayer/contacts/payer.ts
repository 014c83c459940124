import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { contacts } from '../models/contacts.ts';
import { orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';

/** The first order of an order's cart has its prompts and contacts; else it has its own. */
export const firstOrderNo = (no: bigint): SQL =>
	sql`(SELECT coalesce(o.cart, o.no) FROM ${orders} o WHERE o.no = ${no})`;

/**
 * The prompt that paid an order: the number behind it is the payer's. A number that was only named, or whose owner did
 * not pay, is nobody's key.
 */
export async function payerOf(
	db: Reader,
	no: bigint,
): Promise<{ sealed: Uint8Array | null; key: Uint8Array } | null> {
	const [paid] = await db
		.select({ sealed: pushes.phoneSealed, key: pushes.phoneKey })
		.from(pushes)
		.where(and(eq(pushes.orderNo, firstOrderNo(no)), eq(pushes.state, 'paid')))
		.orderBy(asc(pushes.createdAt), asc(pushes.id))
		.limit(1);
	return paid ?? null;
}

/**
 * The contact by which the number that paid is a key: null if nobody is named, so that it is one by itself; undefined
 * if it is none, since others are named.
 */
export async function payersContact(db: Reader, no: bigint): Promise<string | null | undefined> {
	const live = await db
		.select({ id: contacts.id, key: contacts.key })
		.from(contacts)
		.where(and(eq(contacts.orderNo, firstOrderNo(no)), isNull(contacts.endedAt)));
	const payer = await payerOf(db, no);
	if (payer === null) return undefined;
	if (live.length === 0) return null;
	return live.find(({ key }) => Buffer.compare(key, payer.key) === 0)?.id;
}

/** Of a row of `pushes` with its order: whether it is that prompt. */
export const isPayer: SQL = sql`${pushes.id} = (SELECT p.id FROM ${pushes} p WHERE p.order_no = ${orders.no}
	AND p.state = 'paid' ORDER BY p.created_at, p.id LIMIT 1)`;

/** Of a row of `contacts` with its order: whether it is the number that paid. */
export const isPayersContact: SQL<boolean> = sql<boolean>`(${contacts.key} = (SELECT p.phone_key FROM ${pushes} p
	WHERE p.order_no = ${orders.no} AND p.state = 'paid' ORDER BY p.created_at, p.id LIMIT 1)) IS TRUE`;

/** Of a row of `orders`: whether nobody was named as its contact. */
export const hasNoContact: SQL = sql`NOT EXISTS (SELECT FROM ${contacts} c WHERE c.order_no = ${orders.no} AND c.ended_at IS NULL)`;
