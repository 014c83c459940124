import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type KenyanMobileError, kenyanMobile } from '#shared/phone.ts';
import { sameSecret } from '#shared/service/guard.server.ts';
import { type Contact, type ReadContactsError, readContacts } from '../contacts/contact.ts';
import type { SetContactsError } from '../contacts/set-contacts.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { hashOf } from '../seal.ts';
import { type AskPhoneError, askPhone } from './ask-phone.ts';
import { type Asker, type ChargeAskerError, chargeAsker } from './asker.ts';
import type { FindEventError } from './find-event.ts';
import { lockOrder } from './move-order.ts';
import { nameOf } from './name-contacts.ts';
import { type MethodError, methodOf, nowOf, type OrderDeps } from './order-deps.ts';
import type { NewOrder } from './order-schemas.ts';
import { type PriceError, priceOf } from './price.ts';
import { freshReference } from './reference.ts';
import { type RefuseRepeatError, refuseRepeat } from './refuse-repeat.ts';
import { isUnpaid } from './states.ts';
import type { Terms } from './terms-cache.ts';

export type Created = { order: OrderRow; token: string; isNew: boolean };
type Wanted = Omit<NewOrder, 'event' | 'contact' | 'language'> & {
	language: ContactLanguage;
	contacts: Contact[];
	terms: Terms;
};

export type CreateOrderError =
	| MethodError
	| KenyanMobileError
	| ReadContactsError
	| SetContactsError
	| FindEventError
	| PriceError
	| ChargeAskerError
	| AskPhoneError
	| RefuseRepeatError
	| PassaError<'IDEMPOTENCY_MISMATCH'>;

/**
 * Holds seats and asks the phone to pay. An idempotency key makes one order: a repeated request returns it. Throws
 * CreateOrderError.
 */
export async function createOrder(deps: OrderDeps, request: NewOrder, by: Asker): Promise<Created> {
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
		const order = await makeOrder(deps, wanted, by);
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
async function makeOrder(deps: OrderDeps, wanted: Wanted, by: Asker): Promise<OrderRow | null> {
	const { db } = deps;
	const { terms, provider, tier, qty, phone, language, idempotencyKey } = wanted;
	const method = methodOf(deps, provider);
	const price = priceOf(terms, tier, qty, { ...deps, now: nowOf(deps), method });
	await chargeAsker(deps, by, phone);
	const reference = freshReference();
	const order = {
		reference,
		provider,
		event: terms.event.event,
		tier,
		qty,
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
		order.tier === wanted.tier &&
		order.qty === wanted.qty &&
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
