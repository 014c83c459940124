import { randomUUID } from 'node:crypto';
import { and, desc, eq, gt, ne, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { tooOften } from '#shared/service/rate-limit.server.ts';
import type { OrderRow } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import type { Seal } from '../seal.ts';
import { type RailsWork, railsChannel } from '../wake-rails.ts';
import { type MoveOrderError, moveOrder } from './move-order.ts';

const mostOfPhone = 5;
const phoneMilliseconds = 10 * 60_000;
/** A phone that does not pay may belong to a stranger. One that paid may be asked again at once. */
const mostUnpaid = 15;
const unpaidMilliseconds = 24 * 3_600_000;
const mostOfOrder = 5;

export type PushOpenError = PassaError<'PUSH_OPEN'>;
export type QueuePushError = MoveOrderError | PushOpenError | PassaError<'TOO_MANY_TRIES'>;

/**
 * Queues a push: reserves seats and the treasury's USDC, moves the locked, held order to `pending` and leaves a push
 * for the worker that sends it. `phone` is as `kenyanMobile` writes it. Throws QueuePushError;
 * nothing has changed then.
 */
export async function queuePush(
	tx: Transaction,
	{ seal }: { seal: Seal },
	order: OrderRow,
	phone: string,
	now: Date,
): Promise<OrderRow> {
	if (order.state === 'pending') throw pushOpen();
	const phoneKey = seal.keyOf('phone', phone);
	await refuseTooMany(tx, order.no, phoneKey, now);
	const id = randomUUID();
	// Inserted first: it may wait for another push of the same phone, whose transaction waits for the rows of tier and
	// treasury that are locked below. The unique indexes decide.
	const [made] = await tx
		.insert(pushes)
		.values({
			id,
			provider: order.provider,
			orderNo: order.no,
			state: 'queued',
			phoneSealed: seal.seal(phone),
			phoneKey,
			amount: order.amountKes,
			queries: 0,
			wakeAt: now,
			createdAt: now,
		})
		.onConflictDoNothing()
		.returning({ id: pushes.id, notified: sql`pg_notify(${railsChannel}, ${'send' satisfies RailsWork})` });
	if (!made) throw pushOpen();
	try {
		return await moveOrder(tx, order, 'pending', now);
	} catch (error) {
		if (error instanceof PassaError) await tx.delete(pushes).where(eq(pushes.id, id));
		throw error;
	}
}

export const pushOpen = (): PushOpenError =>
	new PassaError('PUSH_OPEN', 'A payment prompt is open: answer it on the phone, or wait until it ends.', {
		status: 409,
	});

/**
 * Each push rings a phone, and costs. So pushes are counted by phone within ten minutes, unpaid ones by phone within a
 * day, and all by order.
 */
async function refuseTooMany(
	tx: Transaction,
	orderNo: bigint,
	phoneKey: Uint8Array,
	now: Date,
): Promise<void> {
	const since = new Date(now.getTime() - phoneMilliseconds);
	const ofPhone = sql`${pushes.phoneKey} = ${phoneKey} AND ${pushes.createdAt} > ${since}`;
	const ofOrder = sql`${pushes.orderNo} = ${orderNo}`;
	const [found] = await tx
		.select({
			phone: sql<bigint>`count(*) FILTER (WHERE ${ofPhone})`,
			first: sql<Date | null>`min(${pushes.createdAt}) FILTER (WHERE ${ofPhone})`.mapWith(pushes.createdAt),
			order: sql<bigint>`count(*) FILTER (WHERE ${ofOrder})`,
		})
		.from(pushes)
		.where(sql`(${ofPhone}) OR ${ofOrder}`);
	if (found && found.phone >= mostOfPhone) {
		const again = (found.first?.getTime() ?? now.getTime()) + phoneMilliseconds;
		throw tooOften('TOO_MANY_TRIES', Math.ceil((again - now.getTime()) / 1000));
	}
	if (found && found.order >= mostOfOrder) {
		throw new PassaError('TOO_MANY_TRIES', 'This order was tried too often: make a new one.', {
			status: 429,
		});
	}
	await refuseUnpaid(tx, phoneKey, now);
}

async function refuseUnpaid(tx: Transaction, phoneKey: Uint8Array, now: Date): Promise<void> {
	const since = new Date(now.getTime() - unpaidMilliseconds);
	// The newest unpaid push that must be a day old before the phone may ring again.
	const [last] = await tx
		.select({ at: pushes.createdAt })
		.from(pushes)
		.where(and(eq(pushes.phoneKey, phoneKey), gt(pushes.createdAt, since), ne(pushes.state, 'paid')))
		.orderBy(desc(pushes.createdAt))
		.offset(mostUnpaid - 1)
		.limit(1);
	if (last) throw tooOften('TOO_MANY_TRIES', Math.ceil((last.at.getTime() - since.getTime()) / 1000));
}
