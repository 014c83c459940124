import { and, asc, desc, eq, exists, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { PassaError } from '#shared/errors.ts';
import { kenyanMobile } from '#shared/phone.ts';
import { maskPhone } from '../contacts/contact.ts';
import { contacts } from '../models/contacts.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import { firstNo } from './cart.ts';

const mostOrders = 5000;
/** Fewer than a mask hides: a search by more digits would reveal the whole number, digit by digit. */
const lastDigits = /^\d{3,4}$/;

/** Whether a search names a whole number, which it could be guessed by. */
export const asksWhole = (phone: string): boolean => readPhoneQuery(phone).whole !== null;

/** An order as the event's organizers see it. No number is whole, and no receipt is shown. */
export type EventOrder = {
	reference: string;
	/** The first order of its cart, by which its buyer knows it; null: it was ordered alone. */
	cart: string | null;
	tier: number;
	qty: number;
	state: OrderRow['state'];
	amountKes: string;
	/** Of the person who comes: the contact that the order names, else the number asked to pay. */
	phone: string;
	/** The number asked to pay, if the contact is another one. Else empty. */
	payer: string;
	chainOrder: string | null;
	/** Of its tickets' refunds: one is under way; or all its tickets' money is back. */
	refund: 'open' | 'done' | null;
	createdAt: string;
};

/** The contact that an order of a wallet names, by the order's id on chain. */
export type WalletContact = { chainOrder: string; phone: string };

export type OrdersOfEventError = PassaError<'PHONE_UNREADABLE'>;

type Deps = { db: Reader; seal: RelayerSeal };
const first = alias(orders, 'first');
type PhoneQuery = { whole: string | null; end: string | null };

/** `order`: an order's id on chain; `reference`: of an order, or of the first one of its cart. */
type OrdersWanted = {
	phone?: string | undefined;
	order?: bigint | undefined;
	reference?: string | undefined;
};

/**
 * An event's orders, newest first, at most 5000, and the contacts of orders that wallets bought. `phone`: those that name
 * this number as contact, or that it was asked to pay for, whole in any usual form or its last three or four digits. An
 * e-mail address as the only contact leaves the number asked to pay in place. With an order or a reference, that alone is read.
 * Throws OrdersOfEventError.
 */
export async function ordersOfEvent(
	deps: Deps,
	event: string,
	{ phone, ...one }: OrdersWanted = {},
): Promise<{ items: EventOrder[]; wallets: WalletContact[] }> {
	const asked = phone === undefined ? null : readPhoneQuery(phone);
	const rows = await ordersWithPayers(deps, event, asked?.whole ?? null, one);
	const isOne = one.order !== undefined || one.reference !== undefined;
	const nos = isOne ? rows.map(({ order }) => order.cart ?? order.no) : null;
	const [named, wallets, refunds] = await Promise.all([
		contactsOf(deps, event, nos),
		one.reference === undefined ? walletContacts(deps, event, one.order) : new Map<bigint, string[]>(),
		refundsOf(deps, event),
	]);
	const items = rows.flatMap(({ order, sealed, cart }) => {
		const payer = sealed ? deps.seal.open(sealed) : '';
		const numbers = named.get(order.cart ?? order.no) ?? [];
		if (asked?.end && ![payer, ...numbers].some((each) => each.endsWith(asked.end!))) return [];
		return [{ ...view(order, payer, numbers), refund: refunds.get(order.no) ?? null, cart }];
	});
	const meets = (number: string): boolean =>
		asked === null || number === asked.whole || (asked.end !== null && number.endsWith(asked.end));
	const shown = [...wallets].filter(([, numbers]) => numbers.some(meets));
	return {
		items,
		wallets: shown.map(([no, numbers]) => ({
			chainOrder: String(no),
			phone: maskPhone(numbers.findLast(meets)!),
		})),
	};
}

function readPhoneQuery(phone: string): PhoneQuery {
	const digits = phone.replace(/\s/g, '');
	if (lastDigits.test(digits)) return { whole: null, end: digits };
	try {
		return { whole: kenyanMobile(phone), end: null };
	} catch (cause) {
		const words = 'Give a whole number, or its last 3 or 4 digits.';
		throw new PassaError('PHONE_UNREADABLE', words, { cause });
	}
}

function ordersWithPayers(
	{ db, seal }: Deps,
	event: string,
	whole: string | null,
	{ order, reference }: Omit<OrdersWanted, 'phone'>,
) {
	const newest = db
		.selectDistinctOn([pushes.orderNo], { orderNo: pushes.orderNo, sealed: pushes.phoneSealed })
		.from(pushes)
		.orderBy(pushes.orderNo, desc(pushes.createdAt))
		.as('newest');
	const key = whole === null ? null : seal.keyOf('phone', whole);
	return db
		.select({ order: orders, sealed: newest.sealed, cart: first.reference })
		.from(orders)
		.leftJoin(newest, eq(newest.orderNo, firstNo))
		.leftJoin(first, eq(first.no, orders.cart))
		.where(
			and(
				eq(orders.event, event),
				key ? or(wasAsked(db, key), namesContact(db, key)) : undefined,
				order === undefined ? undefined : eq(orders.chainOrder, order),
				reference === undefined
					? undefined
					: or(eq(orders.reference, reference), eq(first.reference, reference)),
			),
		)
		.orderBy(desc(orders.no))
		.limit(mostOrders);
}

const wasAsked = (db: Reader, key: Uint8Array) =>
	exists(
		db
			.select({ found: sql`1` })
			.from(pushes)
			.where(and(eq(pushes.orderNo, firstNo), eq(pushes.phoneKey, key))),
	);

const isLiveNumber = and(eq(contacts.kind, 'phone'), isNull(contacts.endedAt));

const namesContact = (db: Reader, key: Uint8Array) =>
	exists(
		db
			.select({ found: sql`1` })
			.from(contacts)
			.where(and(eq(contacts.orderNo, firstNo), eq(contacts.key, key), isLiveNumber)),
	);

/** Where refunds of issued tickets stand, by order. */
async function refundsOf({ db }: Deps, event: string): Promise<Map<bigint, 'open' | 'done'>> {
	const returned = sql<number>`sum(bit_count(${ticketRefunds.mask}::bit(20))) FILTER (WHERE ${ticketRefunds.state} = 'returned')`;
	const rows = await db
		.select({
			no: ticketRefunds.orderNo,
			isOpen: sql<boolean>`bool_or(${ticketRefunds.state} NOT IN ('returned', 'withdrawn'))`,
			isAll: sql<boolean>`coalesce(${returned} >= min(${orders.qty}), false)`,
		})
		.from(ticketRefunds)
		.innerJoin(orders, eq(orders.no, ticketRefunds.orderNo))
		.where(and(eq(ticketRefunds.event, event), ne(ticketRefunds.kind, 'sale')))
		.groupBy(ticketRefunds.orderNo);
	return new Map(
		rows.flatMap(({ no, isOpen, isAll }) =>
			isOpen || isAll ? [[no, isOpen ? 'open' : 'done'] as const] : [],
		),
	);
}

/** Numbers that orders of ours name, by order, oldest first. `nos`: of these alone; null: of all. */
async function contactsOf(
	{ db, seal }: Deps,
	event: string,
	nos: bigint[] | null,
): Promise<Map<bigint, string[]>> {
	const rows = await db
		.select({ no: orders.no, sealed: contacts.sealed })
		.from(contacts)
		.innerJoin(orders, eq(orders.no, contacts.orderNo))
		.where(and(eq(orders.event, event), isLiveNumber, nos ? inArray(orders.no, nos) : undefined))
		.orderBy(asc(contacts.createdAt), asc(contacts.id));
	return numbersBy(seal, rows);
}

/** The same for orders that wallets bought, by the order's id on chain. */
async function walletContacts(
	{ db, seal }: Deps,
	event: string,
	order: bigint | undefined,
): Promise<Map<bigint, string[]>> {
	const rows = await db
		.select({ no: contacts.chainOrder, sealed: contacts.sealed })
		.from(contacts)
		.where(
			and(
				eq(contacts.event, event),
				order === undefined ? isNotNull(contacts.chainOrder) : eq(contacts.chainOrder, order),
				isLiveNumber,
			),
		)
		.orderBy(asc(contacts.createdAt), asc(contacts.id));
	return numbersBy(seal, rows);
}

function numbersBy(
	seal: RelayerSeal,
	rows: { no: bigint | null; sealed: Uint8Array }[],
): Map<bigint, string[]> {
	const found = new Map<bigint, string[]>();
	for (const { no, sealed } of rows)
		if (no !== null) found.set(no, [...(found.get(no) ?? []), seal.open(sealed)]);
	return found;
}

function view(order: OrderRow, payer: string, numbers: string[]): Omit<EventOrder, 'cart' | 'refund'> {
	const contact = numbers.findLast((each) => each !== payer) ?? '';
	const mask = (number: string): string => (number === '' ? '' : maskPhone(number));
	return {
		reference: order.reference,
		tier: order.tier,
		qty: order.qty,
		state: order.state,
		amountKes: String(order.amountKes),
		phone: mask(contact || payer),
		payer: contact === '' ? '' : mask(payer),
		// A ticket that another fan sold is part of that fan's order on chain.
		chainOrder: order.chainOrder === null || order.listing !== null ? null : String(order.chainOrder),
		createdAt: order.createdAt.toISOString(),
	};
}
