import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { contacts } from '../models/contacts.ts';
import { orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { ContactTokens, ReadTokens } from '../signer.server.ts';
import type { Contact } from './contact.ts';
import { hasNoContact, isPayer, isPayersContact } from './payer.ts';

type Deps = { db: Reader; seal: RelayerSeal; contactTokens: ContactTokens; readTokens: ReadTokens };

/**
 * An order of ours. Its token reads it and moves nothing, but for who paid it, and for the guest of a gift: each is its
 * holder, and has its own token.
 */
export type ContactOrderRow = { no: bigint; reference: string; token: string; createdAt: Date };
/** One that a wallet bought: its page is public. */
export type ChainOrderRow = ChainPlace & { createdAt: Date };
/** An event's number, and the order's id on chain. */
export type ChainPlace = { event: number; order: string };

/** `size`: how many of each kind. `before`, `chainBefore`: those before this one; null: none. */
type Page = { size: number; before?: bigint | null; chainBefore?: ChainPlace | null };

/** Numbers are given to other people: an order whose event is over is never opened by one. */
const isAhead = (now: Date) => gt(events.endsAt, BigInt(Math.floor(now.getTime() / 1000)));

/**
 * Orders that name a person's proved contacts, each once, newest first; those that a number paid only if nobody was
 * named. Those of wallets by event and order on chain, the last first. None whose event is over.
 */
export async function ordersOfContacts(
	{ db, seal, contactTokens, readTokens }: Deps,
	proved: Contact[],
	now: Date,
	page: Page,
): Promise<{ orders: ContactOrderRow[]; chainOrders: ChainOrderRow[] }> {
	if (proved.length === 0) return { orders: [], chainOrders: [] };
	const keys = proved.map(({ kind, value }) => seal.keyOf(kind, value));
	const [named, paid, chainOrders] = await Promise.all([
		namedIn(db, keys, now, page),
		paidBy(db, keys, now, page),
		boughtByWallets(db, keys, now, page),
	]);
	const all = [...named, ...paid].toSorted((a, b) => (a.no < b.no ? 1 : -1));
	const own = all.slice(0, page.size).map(({ contactId, source, paid: isHolder, ...order }) => ({
		...order,
		token:
			isHolder || source === 'gift' ? readTokens(order.reference) : contactTokens(order.reference, contactId),
	}));
	return { orders: own, chainOrders };
}

const fields = {
	no: orders.no,
	reference: orders.reference,
	createdAt: orders.createdAt,
	source: orders.provider,
};
const isBefore = (before: bigint | undefined) => (before === undefined ? undefined : lt(orders.no, before));

/** An order may name both a person's number and address: the number counts where it paid. */
async function namedIn(db: Reader, keys: Uint8Array[], now: Date, { size, before }: Page) {
	if (before === null) return [];
	return db
		.selectDistinctOn([orders.no], {
			...fields,
			contactId: sql<string | null>`${contacts.id}`,
			paid: isPayersContact,
		})
		.from(contacts)
		.innerJoin(orders, eq(orders.no, contacts.orderNo))
		.innerJoin(events, eq(events.event, orders.event))
		.where(and(inArray(contacts.key, keys), isNull(contacts.endedAt), isAhead(now), isBefore(before)))
		.orderBy(desc(orders.no), desc(isPayersContact), contacts.id)
		.limit(size);
}

async function paidBy(db: Reader, keys: Uint8Array[], now: Date, { size, before }: Page) {
	if (before === null) return [];
	return db
		.select({ ...fields, contactId: sql<string | null>`NULL`, paid: sql<boolean>`true` })
		.from(pushes)
		.innerJoin(orders, eq(orders.no, pushes.orderNo))
		.innerJoin(events, eq(events.event, orders.event))
		.where(and(inArray(pushes.phoneKey, keys), isPayer, hasNoContact, isAhead(now), isBefore(before)))
		.orderBy(desc(orders.no))
		.limit(size);
}

async function boughtByWallets(
	db: Reader,
	keys: Uint8Array[],
	now: Date,
	{ size, chainBefore }: Page,
): Promise<ChainOrderRow[]> {
	if (chainBefore === null) return [];
	const isNext =
		chainBefore === undefined
			? undefined
			: sql`(${events.no}, ${contacts.chainOrder}) < (${chainBefore.event}, ${BigInt(chainBefore.order)})`;
	const rows = await db
		.selectDistinctOn([events.no, contacts.chainOrder], {
			event: events.no,
			order: contacts.chainOrder,
			createdAt: contacts.createdAt,
		})
		.from(contacts)
		.innerJoin(events, eq(events.event, contacts.event))
		.where(
			and(
				inArray(contacts.key, keys),
				isNotNull(contacts.chainOrder),
				isNull(contacts.endedAt),
				isAhead(now),
				isNext,
			),
		)
		.orderBy(desc(events.no), desc(contacts.chainOrder))
		.limit(size);
	return rows.map(({ event, order, createdAt }) => ({ event, order: String(order), createdAt }));
}
