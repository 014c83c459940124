import { eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { type KenyanMobileError, kenyanMobile } from '#shared/phone.ts';
import { sameSecret } from '#shared/service/guard.server.ts';
import { type Contact, type ReadContactsError, readContacts } from '../contacts/contact.ts';
import type { SetContactsError } from '../contacts/set-contacts.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { hashOf } from '../relayer-seal.ts';
import { type Asker, type ChargeAskerError, chargeAsker } from './asker.ts';
import { type CartError, type CartLine, checkCart, othersOfCart } from './cart.ts';
import type { FindEventError } from './find-event.ts';
import { lockOrder } from './move-order.ts';
import { applyContacts } from './name-contacts.ts';
import { type MethodError, methodOf, type OrderDeps, type PaymentMethod } from './order-deps.ts';
import type { NewOrder } from './order-schemas.ts';
import { type PriceError, pricesOf } from './price.ts';
import { type PromptPhoneError, promptPhone } from './prompt-phone.ts';
import { freshReference } from './reference.ts';
import { type RefuseRepeatError, refuseRepeat } from './refuse-repeat.ts';
import { isUnpaid } from './states.ts';
import type { Terms } from './terms-cache.ts';

export type Created = { order: OrderRow; token: string; isNew: boolean };

/** Seats of a tier, or one listed ticket. */
export type Item = { tier: number; qty: number; listing: bigint | null };
/** Cents of KES and stroops. */
export type Price = { kes: bigint; usdc: bigint; fee?: bigint };
export type OrderRequest = Omit<NewOrder, 'tier' | 'qty' | 'also'> & {
	item: Item;
	also?: readonly CartLine[];
};
type Wanted = Omit<OrderRequest, 'event' | 'contact' | 'language' | 'also'> & {
	also: readonly CartLine[];
	language: ContactLanguage;
	contacts: Contact[];
	terms: Terms;
};

export type PlaceOrderError =
	| MethodError
	| KenyanMobileError
	| ReadContactsError
	| SetContactsError
	| FindEventError
	| ChargeAskerError
	| PromptPhoneError
	| RefuseRepeatError
	| PassaError<'IDEMPOTENCY_MISMATCH'>;
export type CreateOrderError = PlaceOrderError | PriceError | CartError;

/**
 * Holds seats and asks the phone to pay. Several tiers are a cart: an order for each, and one payment for all. An
 * idempotency key makes one order, so a repeated request returns it. Throws CreateOrderError.
 */
export async function createOrder(deps: OrderDeps, request: NewOrder, by: Asker): Promise<Created> {
	const { tier, qty, also = [], ...rest } = request;
	const lines = [{ tier, qty }, ...also];
	checkCart(lines);
	return placeOrder(deps, { ...rest, item: { tier, qty, listing: null }, also }, by, {
		prices: (terms, method) => pricesOf(terms, lines, { ...deps, now: nowOf(deps), method }),
	});
}

/**
 * `prices` gives the price of its item, then of each item beside it, and throws if one is not sold. `insertRelated` writes what
 * else belongs to a new order, in its transaction.
 */
type OrderExtras = {
	prices: (terms: Terms, method: PaymentMethod) => Price[] | Promise<Price[]>;
	insertRelated?: (tx: Transaction, order: OrderRow) => Promise<void>;
};

/** The same for what has a price of its own. Throws PlaceOrderError, and what `prices` throws. */
export async function placeOrder(
	deps: OrderDeps,
	request: OrderRequest,
	by: Asker,
	placing: OrderExtras,
): Promise<Created> {
	const { db } = deps;
	methodOf(deps, request.provider);
	const phone = kenyanMobile(request.phone);
	const { contact = {}, language = 'en', also = [], ...rest } = request;
	const wanted = {
		...rest,
		also,
		phone,
		language,
		contacts: readContacts(contact),
		terms: await deps.terms.of(db, request.event),
	};
	try {
		const order = await makeOrder(deps, wanted, by, placing);
		if (order) return { order, token: deps.readTokens(order.reference), isNew: true };
	} catch (error) {
		// An existing order of the key is returned, even if a new one could no longer be made.
		const known = error instanceof PassaError ? await findSame(deps, wanted) : null;
		if (!known) throw error;
	}
	const order = (await findSame(deps, wanted))!;
	// The form may have been sent again with another contact: the newest counts.
	if (request.contact && isUnpaid(order.state)) await nameAgain(deps, order.no, wanted);
	return { order, token: deps.readTokens(order.reference), isNew: false };
}

/** Null if the idempotency key has an order. */
async function makeOrder(
	deps: OrderDeps,
	wanted: Wanted,
	by: Asker,
	{ prices: find, insertRelated }: OrderExtras,
): Promise<OrderRow | null> {
	const { db } = deps;
	const { terms, provider, item, phone, language, idempotencyKey } = wanted;
	const method = methodOf(deps, provider);
	const [price, ...others] = await find(terms, method);
	const sum = others.reduce((total, { kes }) => total + kes, price!.kes);
	await chargeAsker(deps, by, phone);
	return db.transaction(async (tx) => {
		const now = nowOf(deps);
		await refuseRepeat(tx, method, { phoneKey: deps.seal.keyOf('phone', phone), amount: sum }, now);
		const [made] = await tx
			.insert(orders)
			.values({ ...rowOf(deps, wanted, { ...item, price: price! }, by, now), idempotencyKey })
			.onConflictDoNothing({ target: orders.idempotencyKey })
			.returning();
		if (!made) return null;
		const otherLines = wanted.also.map((line, i) => ({ ...line, listing: null, price: others[i]! }));
		const rows = otherLines.map((each) => rowOf(deps, wanted, each, by, now));
		const order = rows.length === 0 ? made : await makeCart(tx, made, rows, sum);
		await insertRelated?.(tx, order);
		await applyContacts(tx, deps, order, wanted.contacts, language);
		return promptPhone(tx, deps, order, { phone, by }, now);
	});
}

/** What an order has from its first moment on. Each has an address of its own. */
function rowOf(
	{ custody, readTokens }: OrderDeps,
	{ terms: { event }, provider, language }: Wanted,
	{ price, ...item }: Item & { price: Price },
	{ account }: Asker,
	now: Date,
) {
	const reference = freshReference();
	const { splitsVersion, termsVersion } = event;
	return {
		...{ reference, provider, event: event.event, ...item, splitsVersion, termsVersion, account, language },
		amountKes: price.kes,
		feeKes: price.fee ?? 0n,
		amountUsdc: price.usdc,
		owner: custody.addressOf(reference),
		tokenHash: hashOf(readTokens(reference)),
		...held(now),
		createdAt: now,
	};
}

/** Orders beside a new one, which is their cart's first: they follow it until their money comes. */
async function makeCart(
	tx: Transaction,
	{ no }: OrderRow,
	rows: ReturnType<typeof rowOf>[],
	cartKes: bigint,
): Promise<OrderRow> {
	await tx.insert(orders).values(rows.map((row) => ({ ...row, cart: no, follows: true })));
	const [first] = await tx.update(orders).set({ cart: no, cartKes }).where(eq(orders.no, no)).returning();
	return first!;
}

/** Names the contacts of a repeated request, as far as the order may still change them. */
async function nameAgain(deps: OrderDeps, no: bigint, { contacts, language }: Wanted): Promise<void> {
	try {
		await deps.db.transaction(async (tx) =>
			applyContacts(tx, deps, await lockOrder(tx, no), contacts, language),
		);
	} catch (error) {
		if (!(error instanceof PassaError)) throw error;
	}
}

/** Seats are reserved later in the transaction, when the phone is asked, so that the tier's row is locked only briefly. */
function held(now: Date) {
	return {
		state: 'held' as const,
		holding: false,
		reserved: false,
		holdUntil: now,
		version: 1,
		changedAt: now,
	};
}

/** The order of an idempotency key. Throws IDEMPOTENCY_MISMATCH if the key was used for something else. */
async function findSame({ db, seal }: OrderDeps, wanted: Wanted): Promise<OrderRow | null> {
	const [order] = await db.select().from(orders).where(eq(orders.idempotencyKey, wanted.idempotencyKey));
	if (!order) return null;
	const first = await firstPhone(db, order.no);
	const others = await othersOfCart(db, order);
	const same =
		order.event === wanted.terms.event.event &&
		order.provider === wanted.provider &&
		(wanted.item.listing !== null || order.tier === wanted.item.tier) &&
		order.qty === wanted.item.qty &&
		order.listing === wanted.item.listing &&
		isSameLines(others, wanted.also) &&
		(!first || sameSecret(first, seal.keyOf('phone', wanted.phone)));
	if (same) return order;
	throw new PassaError(
		'IDEMPOTENCY_MISMATCH',
		'This idempotency key was used for another order: choose a new one.',
		{ status: 409 },
	);
}

const isSameLines = (of: readonly CartLine[], to: readonly CartLine[]): boolean =>
	of.length === to.length &&
	of.every(({ tier, qty }) => to.some((each) => each.tier === tier && each.qty === qty));

async function firstPhone(db: Reader, orderNo: bigint): Promise<Uint8Array | null> {
	const [first] = await db
		.select({ key: pushes.phoneKey })
		.from(pushes)
		.where(eq(pushes.orderNo, orderNo))
		.orderBy(pushes.createdAt)
		.limit(1);
	return first?.key ?? null;
}
