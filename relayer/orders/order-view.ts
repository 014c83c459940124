import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { isoOfDate } from '#shared/iso-time.ts';
import { maskContact, maskPhone } from '../contacts/contact.ts';
import { payerOf, payersContact } from '../contacts/payer.ts';
import { decideBy } from '../models/case-deadline.ts';
import { contacts, notices } from '../models/contacts.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { payments, pushes, reviews } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { ReadTokens } from '../signer.server.ts';
import { versionOf } from './cart.ts';
import { cartView } from './cart-view.ts';
import { lineView } from './line-view.ts';
import type { OrderAccess } from './order-by-token.ts';
import type { PaymentMethod } from './order-deps.ts';
import type { OrderView } from './order-schemas.ts';
import { repeatAt } from './refuse-repeat.ts';
import { resaleMoneyOf } from './resale-money.ts';

type ViewDeps = { db: Reader; seal: RelayerSeal; readTokens: ReadTokens; methods: readonly PaymentMethod[] };

/**
 * An order as the holder of its read token sees it: receipts in clear, the phone masked. A contact who did not pay sees
 * no receipts: by a receipt a stranger finds the payer's case at the provider and at support.
 */
export async function orderView(
	deps: ViewDeps,
	order: OrderRow,
	now: Date,
	{ by, paid: isPayer }: OrderAccess = { by: 'holder', paid: false },
): Promise<OrderView> {
	const { db } = deps;
	const seal = by === 'holder' || isPayer ? deps.seal : null;
	const first = order.cart ?? order.no;
	const lineOf = (of: OrderRow) => lineView(db, seal, of);
	const [[event], push, line, cart, named, payer, [openCase], resale] = await Promise.all([
		db.select({ no: events.no, name: events.name }).from(events).where(eq(events.event, order.event)),
		newestPush(db, deps.seal, first),
		lineOf(order),
		cartView(deps, order, by, lineOf),
		contactsOf(db, deps.seal, first),
		payerKey(db, deps.seal, first),
		openCaseOf(db, order.no),
		resaleMoneyOf(db, order),
	]);
	return {
		...line,
		event: order.event,
		eventNo: event!.no,
		eventName: event!.name,
		cart,
		listing: order.listing === null ? null : order.listing.toString(),
		resale,
		amountUsdc: order.amountUsdc.toString(),
		phone: push?.phone ?? '',
		contacts: named,
		access: by,
		payer,
		holdUntil: order.holdUntil.toISOString(),
		push: push?.view ?? null,
		retryAt: isoOfDate(push && (await retryAt(deps, order, push.row, now))),
		version: await versionOf(db, order),
		decideBy: openCase ? decideBy(openCase).toISOString() : null,
		createdAt: order.createdAt.toISOString(),
		serverTime: now.toISOString(),
	};
}

async function newestPush(db: Reader, seal: RelayerSeal, no: bigint) {
	const [row] = await db
		.select()
		.from(pushes)
		.where(eq(pushes.orderNo, no))
		.orderBy(desc(pushes.createdAt))
		.limit(1);
	if (!row) return null;
	const { state, resultCode, resultText, phoneSealed } = row;
	return {
		row,
		phone: phoneSealed ? maskPhone(seal.open(phoneSealed)) : '',
		view: { state, sentAt: isoOfDate(row.sentAt), resultCode, resultText },
	};
}

/** Those who were named, or else the number that paid, each with the message of its tickets. */
async function contactsOf(db: Reader, seal: RelayerSeal, no: bigint): Promise<OrderView['contacts']> {
	const notice = sql<OrderView['contacts'][number]['notice']>`(SELECT n.state FROM ${notices} n
		WHERE n.order_no = ${no} AND n.kind = 'issued' AND n.contact_id = ${contacts}.id)`;
	const rows = await db
		.select({ kind: contacts.kind, sealed: contacts.sealed, notice })
		.from(contacts)
		.where(and(eq(contacts.orderNo, no), isNull(contacts.endedAt)))
		.orderBy(desc(contacts.kind));
	const named = rows.map(({ kind, sealed, notice: state }) => ({
		kind,
		to: maskContact({ kind, value: seal.open(sealed) }),
		payer: false,
		notice: state,
	}));
	const payer = named.length === 0 ? await payerOf(db, no) : null;
	if (!payer?.sealed) return named;
	const [passed] = await db
		.select({ state: notices.state })
		.from(notices)
		.where(and(eq(notices.orderNo, no), isNull(notices.contactId), eq(notices.kind, 'issued')));
	const to = maskPhone(seal.open(payer.sealed));
	return [{ kind: 'phone', to, payer: true, notice: passed?.state ?? null }];
}

/** The number that paid, masked, if it is a key of the order: nobody was named, or it was, too. */
async function payerKey(db: Reader, seal: RelayerSeal, no: bigint): Promise<string | null> {
	const [payer, contact] = await Promise.all([payerOf(db, no), payersContact(db, no)]);
	return payer?.sealed && contact !== undefined ? maskPhone(seal.open(payer.sealed)) : null;
}

/**
 * An order that failed may be tried again at once, but for the same sum of the same phone if the provider wants a
 * pause.
 */
async function retryAt(
	{ db, methods }: ViewDeps,
	{ state, provider }: OrderRow,
	push: typeof pushes.$inferSelect,
	now: Date,
): Promise<Date | null> {
	const method = methods.find((each) => each.provider === provider);
	if (!method || (state !== 'failed' && state !== 'expired')) return null;
	return repeatAt(db, method, push, now);
}

/**
 * The oldest case about the order, of a cart's first order about any of it, or about one of its payments that waits for
 * a person.
 */
const openCaseOf = (db: Reader, no: bigint) => {
	const all = db
		.select({ no: orders.no })
		.from(orders)
		.where(or(eq(orders.no, no), eq(orders.cart, no)));
	return db
		.select({ subject: reviews.subject, openedAt: reviews.openedAt })
		.from(reviews)
		.where(
			and(
				isNull(reviews.decidedAt),
				or(
					inArray(reviews.orderNo, all),
					inArray(
						reviews.paymentId,
						db.select({ id: payments.id }).from(payments).where(inArray(payments.orderNo, all)),
					),
				),
			),
		)
		.orderBy(reviews.openedAt)
		.limit(1);
};
