import { and, eq, gt, like } from 'drizzle-orm';
import { openAlert } from '../cases/open-alert.ts';
import { orders } from '../models/orders.ts';
import { type ObservationKind, reviews } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import type { ReviewReason } from '../reasons.ts';
import { hex } from './load-facts.ts';
import { recordObservation } from './observations.ts';
import { nowOf, type ReconcileDeps } from './reconcile-deps.ts';

type Reason = Extract<ReviewReason, 'MESSAGE_UNREADABLE' | 'MERCHANT_REFUSED'>;

/** A message of a provider that says nothing to us. `kind`: what it should have been. `body`: as it came. */
export type UnreadableMessage = {
	kind: ObservationKind;
	pushId: string | null;
	orderNo: bigint | null;
	body: string;
};

/**
 * Keeps the message as evidence, encrypted, and alerts a person once for the same words. Of messages
 * that name no order, only the first of a day get an alert each. It moves nothing.
 */
export async function flagMessage(
	tx: Transaction,
	deps: ReconcileDeps,
	{ kind, pushId, orderNo, body }: UnreadableMessage,
): Promise<void> {
	const { provider } = deps.rail;
	const observationId = await recordObservation(tx, deps.seal, {
		provider,
		kind: 'unreadable',
		pushId,
		orderNo,
		code: null,
		amount: null,
		message: { body },
		at: nowOf(deps),
	});
	const name = hex(deps.seal.keyOf('message', `${pushId ?? orderNo ?? ''}\0${body}`));
	const now = nowOf(deps);
	const isMany = orderNo === null && (await alertsOfDay(tx, `${provider} ${kind} `, now)) >= mostAlerts;
	const subject = `${provider} ${kind} ${isMany ? dayOf(now) : name}`;
	await alert(tx, deps, 'MESSAGE_UNREADABLE', { kind, subject, orderNo, observationId });
}

/** A caller who knows a hook's address can post without end, so all further messages of a day share one alert. */
const mostAlerts = 100;
const dayMilliseconds = 24 * 3_600_000;
const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

async function alertsOfDay(db: Reader, startsWith: string, now: Date): Promise<number> {
	const since = new Date(now.getTime() - dayMilliseconds);
	return db.$count(
		reviews,
		and(
			eq(reviews.reason, 'MESSAGE_UNREADABLE'),
			like(reviews.subject, `${startsWith}%`),
			gt(reviews.openedAt, since),
		),
	);
}

/**
 * Alerts a person to an answer that is recorded already. Questions are repeated, so one alert a day stands for all
 * answers of a kind.
 */
export async function flagAnswer(
	tx: Transaction,
	deps: ReconcileDeps,
	reason: Reason,
	answer: { kind: ObservationKind; orderNo: bigint | null; observationId: bigint },
): Promise<void> {
	const day = dayOf(nowOf(deps));
	await alert(tx, deps, reason, { ...answer, subject: `${deps.rail.provider} ${answer.kind} ${day}` });
}

async function alert(
	tx: Transaction,
	deps: ReconcileDeps,
	reason: Reason,
	found: { kind: ObservationKind; subject: string; orderNo: bigint | null; observationId: bigint },
): Promise<void> {
	const { kind, subject, orderNo, observationId } = found;
	const reference = orderNo === null ? null : await referenceOf(tx, orderNo);
	const facts = { message: kind, ...(reference === null ? {} : { order: reference }) };
	const id = await openAlert(tx, { reason, subject, facts }, nowOf(deps));
	if (id === null) return;
	await tx.update(reviews).set({ observationId }).where(eq(reviews.id, id));
	deps.log.error({ reason, ...facts }, 'a message of the provider needs a person');
}

async function referenceOf(db: Reader, no: bigint): Promise<string | null> {
	const [order] = await db.select({ reference: orders.reference }).from(orders).where(eq(orders.no, no));
	return order?.reference ?? null;
}
