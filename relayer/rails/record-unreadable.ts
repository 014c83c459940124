import { eq } from 'drizzle-orm';
import { pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { lockRefund } from '../payments/lock-refund.ts';
import { flagMessage } from '../reconcile/flag-message.ts';
import type { ProviderMessage } from '../reconcile/observations.ts';
import type { UnreadableOf } from './inbox.ts';
import { keepMessage, type Subject } from './keep-message.ts';
import type { RailsDeps } from './rails-deps.ts';
import type { ReceivedMessage } from './read-message.ts';

/** Records a message that nobody can read with the order that its address names, and opens a case. It moves nothing. */
export async function recordUnreadable(
	deps: RailsDeps,
	of: UnreadableOf,
	received: ReceivedMessage,
): Promise<void> {
	await deps.db.transaction(async (tx) => keepUnreadable(tx, deps, of, await orderOf(tx, of), received));
	deps.between?.('message stored');
}

/** As `recordUnreadable`, for an order that is known. A message that came before, or is only counted, opens no case. */
export async function keepUnreadable(
	tx: Transaction,
	deps: RailsDeps,
	of: UnreadableOf,
	orderNo: bigint | null,
	received: ReceivedMessage,
): Promise<void> {
	const { text: body, cut } = received;
	const message: ProviderMessage = { body, ...(cut ? { cut } : {}) };
	const pushId = of.kind === 'callback' ? of.pushId : null;
	const { isNew, observationId } = await keepMessage(tx, deps, {
		subject: subjectOf(of),
		kind: 'unreadable',
		received,
		observation: { kind: 'unreadable', pushId, orderNo, code: null, amount: null, message },
	});
	if (isNew && observationId !== null)
		await flagMessage(tx, deps, { kind: of.kind, orderNo, observationId, message });
}

function subjectOf(of: UnreadableOf): Subject {
	switch (of.kind) {
		case 'callback':
			return { of: 'push', id: of.pushId };
		case 'refund':
			return { of: 'refund', id: of.refundId };
		case 'notice':
			return { of: 'day' };
		default:
			return of satisfies never;
	}
}

async function orderOf(tx: Transaction, of: UnreadableOf): Promise<bigint | null> {
	switch (of.kind) {
		case 'callback': {
			const [push] = await tx.select({ no: pushes.orderNo }).from(pushes).where(eq(pushes.id, of.pushId));
			return push?.no ?? null;
		}
		case 'refund':
			return (await lockRefund(tx, of.refundId))?.payment.orderNo ?? null;
		case 'notice':
			return null;
		default:
			return of satisfies never;
	}
}
