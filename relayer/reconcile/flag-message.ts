import { and, eq, gt, like } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { hex } from '#shared/hex.ts';
import type { CaseFacts } from '../case-facts.ts';
import { openAlert } from '../cases/open-alert.ts';
import { orders } from '../models/orders.ts';
import { type ObservationKind, reviews } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import type { ReviewReason } from '../reasons.ts';
import type { ProviderMessage } from './observations.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

type Reason = Extract<ReviewReason, 'MESSAGE_UNREADABLE' | 'MERCHANT_REFUSED' | 'HOOK_FLOODED'>;

/** A recorded message of a provider that says nothing to us. `kind`: what it should have been. */
export type UnreadableMessage = {
	kind: ObservationKind;
	orderNo: bigint | null;
	observationId: bigint;
	message: ProviderMessage;
};

/** Alerts a person to a recorded message that moves nothing. Of many in a day, only the first get an alert each. */
export async function flagMessage(
	tx: Transaction,
	deps: ReconcileDeps,
	{ kind, orderNo, observationId, message }: UnreadableMessage,
): Promise<void> {
	const { body, cut } = message;
	const now = nowOf(deps);
	const of = `${deps.rail.provider} ${kind} ${orderNo ?? '-'} `;
	const most = orderNo === null ? mostAlerts : mostAlertsOfOrder;
	const isMany = (await alertsOfDay(tx, of, now)) >= most;
	const name = hex(deps.seal.keyOf('message', `${cut?.sha256 ?? ''}\0${body}`));
	const subject = `${of}${isMany ? dayOf(now) : name}`;
	const size: CaseFacts = cut ? { bytes: `${cut.isAll ? '' : '>'}${cut.bytes}` } : {};
	await alert(tx, deps, 'MESSAGE_UNREADABLE', { kind, subject, orderNo, observationId, size });
}

/** Alerts a person once to a subject whose further messages are only counted. `kind`: of these. */
export async function flagFlood(
	tx: Transaction,
	deps: ReconcileDeps,
	{ subject, kind, orderNo }: { subject: string; kind: string; orderNo: bigint | null },
): Promise<void> {
	await alert(tx, deps, 'HOOK_FLOODED', {
		kind,
		subject: `${subject} ${kind}`,
		orderNo,
		observationId: null,
	});
}

/** A caller who knows a hook's address can post without end, so all further messages of a day share one alert. */
const mostAlerts = 100;
const mostAlertsOfOrder = 10;
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
	reason: Exclude<Reason, 'HOOK_FLOODED'>,
	answer: { kind: ObservationKind; orderNo: bigint | null; observationId: bigint },
): Promise<void> {
	const day = dayOf(nowOf(deps));
	await alert(tx, deps, reason, { ...answer, subject: `${deps.rail.provider} ${answer.kind} ${day}` });
}

async function alert(
	tx: Transaction,
	deps: ReconcileDeps,
	reason: Reason,
	found: {
		kind: string;
		subject: string;
		orderNo: bigint | null;
		observationId: bigint | null;
		size?: CaseFacts;
	},
): Promise<void> {
	const { kind, subject, orderNo, observationId, size } = found;
	const reference = orderNo === null ? null : await referenceOf(tx, orderNo);
	const facts: CaseFacts = { message: kind, ...(reference === null ? {} : { order: reference }), ...size };
	const id = await openAlert(tx, { reason, subject, facts }, nowOf(deps));
	if (id === null) return;
	if (observationId !== null) await tx.update(reviews).set({ observationId }).where(eq(reviews.id, id));
	deps.log.error({ reason, ...facts }, 'a message of the provider needs a person');
}

async function referenceOf(db: Reader, no: bigint): Promise<string | null> {
	const [order] = await db.select({ reference: orders.reference }).from(orders).where(eq(orders.no, no));
	return order?.reference ?? null;
}
