import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { sameSecret } from '#shared/guard.server.ts';
import { kenyanMobile } from '#shared/phone.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { hashOf } from '../seal.ts';
import { askPhone } from './ask-phone.ts';
import { nowOf, type OrderDeps, railOf } from './deps.ts';
import { findEvent, findTier } from './find-event.ts';
import { countTry } from './limit.ts';
import { priceOf } from './price.ts';
import { freshReference } from './reference.ts';
import type { NewOrder } from './wire.ts';

/** Who orders: an address (IP) to limit by, and the account of somebody signed in. */
export type Orderer = { address: string; account: string | null };
export type Created = { order: OrderRow; token: string; isNew: boolean };
type Wanted = { event: string; tier: number; qty: number; phoneKey: Uint8Array; key: string };

/** Holds seats and asks the phone to pay, once for an idempotency key: said again, it is the order that there is. */
export async function createOrder(deps: OrderDeps, request: NewOrder, by: Orderer): Promise<Created> {
	const { db, seal, clock } = deps;
	const queuePush = railOf(deps);
	const phone = kenyanMobile(request.phone);
	const { event } = await findEvent(db, request.event);
	const { tier, qty, idempotencyKey: key } = request;
	const wanted: Wanted = { event, tier, qty, phoneKey: seal.keyOf('phone', phone), key };
	const known = await findSame(db, wanted);
	if (known) return { order: known, token: deps.readTokens(known.reference), isNew: false };
	const price = priceOf(await findTier(db, event, tier), qty, nowOf(deps));
	await countTry(db, seal.keyOf('address', by.address), deps.ordersPerAddress, clock.now());

	const reference = freshReference();
	const token = deps.readTokens(reference);
	const made = await db.transaction(async (tx) => {
		const now = nowOf(deps);
		const [order] = await tx
			.insert(orders)
			.values({
				reference,
				event,
				tier,
				qty,
				amountKes: price.kes,
				amountUsdc: price.usdc,
				owner: deps.custody.addressOf(reference),
				tokenHash: hashOf(token),
				account: by.account,
				idempotencyKey: key,
				...held(deps, now),
				createdAt: now,
			})
			.onConflictDoNothing({ target: orders.idempotencyKey })
			.returning();
		if (!order) return false;
		await askPhone(tx, queuePush, order, phone, now);
		return true;
	});
	const order = await findSame(db, wanted);
	return { order: order!, token: deps.readTokens(order!.reference), isNew: made };
}

/** Of this transaction only: asking the phone takes the seats, late, so that the tier's row is locked for a moment. */
function held({ holdMilliseconds }: OrderDeps, now: Date) {
	const holdUntil = new Date(now.getTime() + holdMilliseconds);
	return {
		state: 'held' as const,
		holding: false,
		reserved: false,
		holdUntil,
		wakeAt: holdUntil,
		version: 1,
		changedAt: now,
	};
}

/** The order of an idempotency key. Throws IDEMPOTENCY_MISMATCH where the key was used for something else. */
async function findSame(db: Reader, wanted: Wanted): Promise<OrderRow | null> {
	const [order] = await db.select().from(orders).where(eq(orders.idempotencyKey, wanted.key));
	if (!order) return null;
	const [first] = await db
		.select({ phoneKey: pushes.phoneKey })
		.from(pushes)
		.where(eq(pushes.orderNo, order.no))
		.orderBy(pushes.createdAt)
		.limit(1);
	const same =
		order.event === wanted.event &&
		order.tier === wanted.tier &&
		order.qty === wanted.qty &&
		(!first || sameSecret(first.phoneKey, wanted.phoneKey));
	if (same) return order;
	throw new PassaError(
		'IDEMPOTENCY_MISMATCH',
		'This idempotency key was used for another order: choose a new one.',
		{ status: 409 },
	);
}
