import { and, desc, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { contacts } from '../models/contacts.ts';
import { orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import type { Seal } from '../seal.ts';
import type { ContactTokens } from '../signer.server.ts';
import type { Contact } from './contact.ts';
import { hasNoContact, isPayer } from './payer.ts';

const mostOrders = 50;

type Deps = { db: Reader; seal: Seal; contactTokens: ContactTokens };

/** An order of ours, with a token that reads it and moves nothing. */
export type ContactOrderRow = { reference: string; token: string; createdAt: Date };
/** One that a wallet bought: its page is public. */
export type ChainOrderRow = { event: number; order: string; createdAt: Date };

/** Numbers are given to other people: an order whose event is over is never opened by one. */
const isAhead = (now: Date) => gt(events.endsAt, BigInt(Math.floor(now.getTime() / 1000)));

/**
 * Orders that name a person's proved contacts, newest first; those that a number paid only where nobody was named. None
 * whose event is over.
 */
export async function ordersOfContacts(
	{ db, seal, contactTokens }: Deps,
	proved: Contact[],
	now: Date,
): Promise<{ orders: ContactOrderRow[]; chainOrders: ChainOrderRow[] }> {
	if (proved.length === 0) return { orders: [], chainOrders: [] };
	const keys = proved.map(({ kind, value }) => seal.keyOf(kind, value));
	const [named, paid, byWallets] = await Promise.all([
		namedIn(db, keys, now),
		paidBy(db, keys, now),
		boughtByWallets(db, keys, now),
	]);
	const all = [...named, ...paid].toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
	const own = all.slice(0, mostOrders).map(({ reference, contactId, createdAt }) => ({
		reference,
		token: contactTokens(reference, contactId),
		createdAt,
	}));
	return { orders: own, chainOrders: byWallets };
}

const fields = { reference: orders.reference, createdAt: orders.createdAt };

function namedIn(db: Reader, keys: Uint8Array[], now: Date) {
	return db
		.select({ ...fields, contactId: sql<string | null>`${contacts.id}` })
		.from(contacts)
		.innerJoin(orders, eq(orders.no, contacts.orderNo))
		.innerJoin(events, eq(events.event, orders.event))
		.where(and(inArray(contacts.key, keys), isNull(contacts.endedAt), isAhead(now)))
		.orderBy(desc(orders.createdAt))
		.limit(mostOrders);
}

function paidBy(db: Reader, keys: Uint8Array[], now: Date) {
	return db
		.select({ ...fields, contactId: sql<string | null>`NULL` })
		.from(pushes)
		.innerJoin(orders, eq(orders.no, pushes.orderNo))
		.innerJoin(events, eq(events.event, orders.event))
		.where(and(inArray(pushes.phoneKey, keys), isPayer, hasNoContact, isAhead(now)))
		.orderBy(desc(orders.createdAt))
		.limit(mostOrders);
}

async function boughtByWallets(db: Reader, keys: Uint8Array[], now: Date): Promise<ChainOrderRow[]> {
	const rows = await db
		.select({ event: events.no, order: contacts.chainOrder, createdAt: contacts.createdAt })
		.from(contacts)
		.innerJoin(events, eq(events.event, contacts.event))
		.where(
			and(
				inArray(contacts.key, keys),
				isNotNull(contacts.chainOrder),
				isNull(contacts.endedAt),
				isAhead(now),
			),
		)
		.orderBy(desc(contacts.createdAt))
		.limit(mostOrders);
	return rows.map(({ event, order, createdAt }) => ({ event, order: String(order), createdAt }));
}
