import { createHash, randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { tooOften } from '#shared/service/rate-limit.server.ts';
import type { OrderRow } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { providerOf } from '../providers.ts';
import { type RailsWork, railsChannel } from '../wake-rails.ts';
import { type Asker, type AskerKeys, askerKeys } from './asker.ts';
import type { Bounds } from './bounds.ts';
import { dueOf, lockFollowers } from './cart.ts';
import { countTries, dayMilliseconds, recentMilliseconds, type Tries, type TryQuery } from './count-tries.ts';
import { type MoveOrderError, moveOrder } from './move-order.ts';
import type { OrderDeps } from './order-deps.ts';
import {
	type PhoneCodeError,
	type PushOpenError,
	phoneCodeNeeded,
	pushOpen,
	type TooManyUnpaidError,
	tooManyUnpaid,
} from './refusals.ts';

const mostRecent = 5;
const mostOfOrder = 5;
const mostOfListing = 3;
/** From a quarter of the unsold seats on, unpaid ones are missed by others. */
const busyShare = 4;

export type QueuePushError =
	| MoveOrderError
	| PushOpenError
	| PhoneCodeError
	| TooManyUnpaidError
	| PassaError<'TOO_MANY_TRIES'>;

export type AskDeps = Pick<OrderDeps, 'seal' | 'bounds' | 'holdMilliseconds' | 'busyHoldMilliseconds'>;

/**
 * Queues a push: reserves seats and the treasury's USDC, moves the locked, held order to `pending` and leaves a push
 * for the worker that sends it. `phone` is as `kenyanMobile` writes it. Throws QueuePushError; nothing has changed then.
 */
export async function queuePush(
	tx: Transaction,
	deps: AskDeps,
	order: OrderRow,
	ask: { phone: string; by: Asker },
	now: Date,
): Promise<OrderRow> {
	const { seal, bounds } = deps;
	if (order.state === 'pending') throw pushOpen();
	const [keys, proved] = [askerKeys(deps, ask.by), ask.by.proves(ask.phone)];
	const counted = { order, phoneKey: seal.keyOf('phone', ask.phone), keys, proved };
	const followers = await lockFollowers(tx, order);
	await lockAsker(tx, counted, [order, ...followers]);
	const tries = await countTries(tx, counted, now);
	refuse(deps, counted, tries, now);
	const busy = [isBusy(order, tries)];
	for (const other of followers) {
		const also = await countTries(tx, { ...counted, order: other }, now);
		if (!proved) refuseGuest(bounds, other, also);
		busy.push(isBusy(other, also));
	}
	const id = await insertPush(tx, deps, counted, ask.phone, now);
	const hold = busy.includes(true) ? deps.busyHoldMilliseconds : deps.holdMilliseconds;
	const change = { proved, ...keysOf(keys), holdUntil: new Date(now.getTime() + hold) };
	try {
		return await moveOrder(tx, order, 'pending', now, change, proved ? null : bounds.unpaidShare);
	} catch (error) {
		if (error instanceof PassaError) await tx.delete(pushes).where(eq(pushes.id, id));
		throw error;
	}
}

const isBusy = ({ listing, qty }: OrderRow, { unpaid, unsold }: Tries): boolean =>
	listing !== null || (unpaid + qty) * busyShare > unsold;

const keysOf = ({ address, device }: AskerKeys) => ({ addressKey: address, deviceKey: device });

/**
 * Orders of one asker are counted one after the other, or each would see none of the others. Locked before the push is
 * inserted and the tier's row is locked, always in this order.
 */
async function lockAsker(
	tx: Transaction,
	{ order, keys, proved }: TryQuery,
	all: readonly OrderRow[],
): Promise<void> {
	const address = hex(keys.address);
	const names = [
		order.account === null ? null : `account ${order.account}`,
		keys.device && `device ${hex(keys.device)}`,
		...(proved ? [] : all.map(({ event, tier }) => `address ${address} ${event} ${tier}`)),
	].filter((name) => name !== null);
	const locks = names.map((name) => createHash('sha256').update(name).digest().readBigInt64BE());
	if (locks.length === 0) return;
	const sorted = locks.toSorted((a, b) => (a < b ? -1 : 1)).map(String);
	await tx.execute(
		sql`SELECT pg_advisory_xact_lock(each) FROM unnest(ARRAY[${sql.join(sorted, sql`, `)}]::bigint[]) AS each`,
	);
}

/** Each push rings a phone, and costs; each order holds seats. */
function refuse({ bounds }: AskDeps, { order, proved }: TryQuery, tries: Tries, now: Date): void {
	if (tries.open) throw pushOpen();
	if (tries.ofOrder >= mostOfOrder) {
		throw new PassaError('TOO_MANY_TRIES', 'This order was tried too often: make a new one.', {
			status: 429,
		});
	}
	if (tries.unpaidOfAccount >= bounds.unpaidOrders || tries.unpaidOfDevice >= bounds.unpaidOrders)
		throw tooManyUnpaid(bounds.unpaidOrders);
	if (order.listing !== null) refuseListing(tries, proved);
	else if (!proved) refuseGuest(bounds, order, tries);
	refuseRinging(tries, now);
}

/**
 * A listed ticket is one seat, so an unpaid order takes all of it for minutes. After one that nobody paid, the next phone
 * within the hour must be proved; and no phone or account tries the same ticket more than three times.
 */
function refuseListing({ unpaidOfListing, ownOfListing, unanswered }: Tries, proved: boolean): void {
	if (!proved && unpaidOfListing + unanswered > 0) throw phoneCodeNeeded();
	if (ownOfListing < mostOfListing) return;
	throw new PassaError('TOO_MANY_TRIES', 'You have tried to buy this ticket too often: leave it to others.', {
		status: 429,
	});
}

/** What anybody asked of the phone counts, until a code from it is shown. */
function refuseGuest(bounds: Bounds, { qty }: OrderRow, tries: Tries): void {
	if (tries.unanswered >= bounds.unansweredPrompts) throw phoneCodeNeeded();
	const { unpaidOfAddress: held, unsold, unpaid } = tries;
	const isThere = qty <= unsold - unpaid;
	if (isThere && held > 0 && (held + qty) * 100 > unsold * bounds.unpaidShareOfAddress)
		throw phoneCodeNeeded();
}

/** An owner is charged with their own prompts alone: see `countTries`. */
function refuseRinging({ recent, first, last }: Tries, now: Date): void {
	const over = (since: Date, milliseconds: number) =>
		tooOften('TOO_MANY_TRIES', Math.ceil((since.getTime() + milliseconds - now.getTime()) / 1000));
	if (recent >= mostRecent) throw over(first ?? now, recentMilliseconds);
	// It must be a day old before the phone may ring again.
	if (last) throw over(last, dayMilliseconds);
}

/**
 * Inserted before seats are reserved: it may wait for another push of the same phone, whose transaction waits for the
 * rows of tier and treasury. The unique indexes decide.
 */
async function insertPush(
	tx: Transaction,
	{ seal }: AskDeps,
	{ order, phoneKey, proved }: TryQuery,
	phone: string,
	now: Date,
): Promise<string> {
	const id = randomUUID();
	const [made] = await tx
		.insert(pushes)
		.values({
			id,
			provider: providerOf(order),
			orderNo: order.no,
			state: 'queued',
			phoneSealed: seal.seal(phone),
			phoneKey,
			proved,
			amount: dueOf(order),
			queries: 0,
			wakeAt: now,
			createdAt: now,
		})
		.onConflictDoNothing()
		.returning({ id: pushes.id, notified: sql`pg_notify(${railsChannel}, ${'send' satisfies RailsWork})` });
	if (!made) throw pushOpen();
	return id;
}
