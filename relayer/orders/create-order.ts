import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type KenyanMobileError, kenyanMobile } from '#shared/phone.ts';
import { sameSecret } from '#shared/service/guard.server.ts';
import { type Contact, type ReadContactsError, readContacts } from '../contacts/contact.ts';
import type { SetContactsError } from '../contacts/set-contacts.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { hashOf } from '../seal.ts';
import { type AskPhoneError, askPhone } from './ask-phone.ts';
import { type Asker, type ChargeAskerError, chargeAsker } from './asker.ts';
import type { FindEventError } from './find-event.ts';
import { lockOrder } from './move-order.ts';
import { nameOf } from './name-contacts.ts';
import { type MethodError, methodOf, nowOf, type OrderDeps, type PaymentMethod } from './order-deps.ts';
import type { NewOrder } from './order-schemas.ts';
import { type PriceError, priceOf } from './price.ts';
import { freshReference } from './reference.ts';
import { type RefuseRepeatError, refuseRepeat } from './refuse-repeat.ts';
import { isUnpaid } from './states.ts';
import type { Terms } from './terms-cache.ts';

export type Created = { order: OrderRow; token: string; isNew: boolean };

/** Seats of a tier, or one listed ticket. */
export type Item = { tier: number; qty: number; listing: bigint | null };
/** Cents of KES and stroops. */
export type Price = { kes: bigint; usdc: bigint };
export type Placed = Omit<NewOrder, 'tier' | 'qty'> & { item: Item };
type Wanted = Omit<Placed, 'event' | 'contact' | 'language'> & {
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
	| AskPhoneError
	| RefuseRepeatError
	| PassaError<'IDEMPOTENCY_MISMATCH'>;
export type CreateOrderError = PlaceOrderError | PriceError;

/**
 * Holds seats and asks the phone to pay. An idempotency key makes one order: a repeated request returns it. Throws
 * CreateOrderError.
 */
export const createOrder = (deps: OrderDeps, request: NewOrder, by: Asker): Promise<Created> => {
	const { tier, qty, ...rest } = request;
	return placeOrder(deps, { ...rest, item: { tier, qty, listing: null } }, by, {
		price: (terms, method) => priceOf(terms, tier, qty, { ...deps, now: nowOf(deps), method }),
	});
};

/** `price` throws where it is not sold; `also` writes what else belongs to a new order, in its transaction. */
type Placing = {
	price: (terms: Terms, method: PaymentMethod) => Price | Promise<Price>;
	also?: (tx: Transaction, order: OrderRow) => Promise<void>;
};

/** The same for what has a price of its own. Throws PlaceOrderError, and what `price` throws. */
export async function placeOrder(
	deps: OrderDeps,
	request: Placed,
	by: Asker,
	placing: Placing,
): Promise<Created> {
	const { db } = deps;
	methodOf(deps, request.provider);
	const phone = kenyanMobile(request.phone);
	const { contact = {}, language = 'en', ...rest } = request;
	const wanted = {
		...rest,
		phone,
		language,
		contacts: readContacts(contact),
		terms: await deps.terms.of(db, request.event),
	};
	try {
		const order = await makeOrder(deps, wanted, by, placing);
		if (order) return { order, token: deps.readTokens(order.reference), isNew: true };
	} catch (error) {
		// An existing order of the key is returned, even where a new one could no longer be made.
		const known = error instanceof PassaError ? await findSame(deps, wanted) : null;
		if (!known) throw error;
	}
	const order = (await findSame(deps, wanted))!;
	// The form may have been sent again with another contact: the newest counts.
	if (request.contact && isUnpaid(order.state)) await nameAgain(deps, order.no, wanted);
	return { order, token: deps.readTokens(order.reference), isNew: false };
}

/** Null where the idempotency key has an order. */
async function makeOrder(
	deps: OrderDeps,
	wanted: Wanted,
	by: Asker,
	{ price: find, also }: Placing,
): Promise<OrderRow | null> {
	const { db } = deps;
	const { terms, provider, item, phone, language, idempotencyKey } = wanted;
	const method = methodOf(deps, provider);
	const price = await find(terms, method);
	await chargeAsker(deps, by, phone);
	const reference = freshReference();
	const order = {
		reference,
		provider,
		event: terms.event.event,
		...item,
		splitsVersion: terms.event.splitsVersion,
		termsVersion: terms.event.termsVersion,
		amountKes: price.kes,
		amountUsdc: price.usdc,
		owner: deps.custody.addressOf(reference),
		tokenHash: hashOf(deps.readTokens(reference)),
		account: by.account,
		language,
		idempotencyKey,
	};
	return db.transaction(async (tx) => {
		const now = nowOf(deps);
		await refuseRepeat(tx, method, { phoneKey: deps.seal.keyOf('phone', phone), amount: price.kes }, now);
		const [made] = await tx
			.insert(orders)
			.values({ ...order, ...held(now), createdAt: now })
			.onConflictDoNothing({ target: orders.idempotencyKey })
			.returning();
		if (!made) return null;
		await also?.(tx, made);
		await nameOf(tx, deps, made, wanted.contacts, language);
		return askPhone(tx, deps, made, { phone, by }, now);
	});
}

/** Names the contacts of a repeated request, as far as the order may still change them. */
async function nameAgain(deps: OrderDeps, no: bigint, { contacts, language }: Wanted): Promise<void> {
	try {
		await deps.db.transaction(async (tx) => nameOf(tx, deps, await lockOrder(tx, no), contacts, language));
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

/** The order of an idempotency key. Throws IDEMPOTENCY_MISMATCH where the key was used for something else. */
async function findSame({ db, seal }: OrderDeps, wanted: Wanted): Promise<OrderRow | null> {
	const [order] = await db.select().from(orders).where(eq(orders.idempotencyKey, wanted.idempotencyKey));
	if (!order) return null;
	const first = await firstPhone(db, order.no);
	const same =
		order.event === wanted.terms.event.event &&
		order.provider === wanted.provider &&
		(wanted.item.listing !== null || order.tier === wanted.item.tier) &&
		order.qty === wanted.item.qty &&
		order.listing === wanted.item.listing &&
		(!first || sameSecret(first, seal.keyOf('phone', wanted.phone)));
	if (same) return order;
	throw new PassaError(
		'IDEMPOTENCY_MISMATCH',
		'This idempotency key was used for another order: choose a new one.',
		{ status: 409 },
	);
}

async function firstPhone(db: Reader, orderNo: bigint): Promise<Uint8Array | null> {
	const [first] = await db
		.select({ key: pushes.phoneKey })
		.from(pushes)
		.where(eq(pushes.orderNo, orderNo))
		.orderBy(pushes.createdAt)
		.limit(1);
	return first?.key ?? null;
}
