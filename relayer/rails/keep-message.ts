import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { type HookMessageKind, hookMessages } from '../models/hook-messages.ts';
import type { Transaction } from '../models/schema.ts';
import { flagFlood } from '../reconcile/flag-message.ts';
import { type NewObservation, recordObservation } from '../reconcile/observations.ts';
import type { RailsDeps } from './rails-deps.ts';
import type { ReceivedMessage } from './read-message.ts';

/** How many different messages of a kind are kept of a subject. Each network has its own, and all strangers together. */
type Bound = { ofNetwork: number; ofStrangers: number; ofProvider: number };
const ofOne: Bound = { ofNetwork: 40, ofStrangers: 120, ofProvider: 120 };
/** Messages of a day that name nothing of ours. */
const ofDay: Bound = { ofNetwork: 1_000, ofStrangers: 3_000, ofProvider: 3_000 };

/** What the address names: `id` of ours, or null if the message names nothing of ours. */
export type Subject = { of: 'push' | 'order' | 'refund'; id: string } | { of: 'day' };

export type Incoming = {
	subject: Subject;
	kind: HookMessageKind;
	received: ReceivedMessage;
	observation: Omit<NewObservation, 'provider' | 'at'>;
	/** A message that proves money, or ends a refund, is kept in any number: nobody else can send it. */
	isBounded?: boolean;
};

/** `observationId` is null if the message was only counted. */
export type StoredMessage = { observationId: bigint | null; isNew: boolean };

/**
 * Records a message that came to a hook. One that came before is counted. Of different ones, the first of each kind are
 * recorded and the rest counted, so a flood fills no database. Kinds, networks and the provider have bounds of their own,
 * so garbage takes no place from a message that could lead to a payment, nor a stranger's from the provider's. A message
 * beyond them decides nothing: of so many that differ, only the statement or a person can pick one.
 */
export async function keepMessage(
	tx: Transaction,
	deps: RailsDeps,
	message: Incoming,
): Promise<StoredMessage> {
	const { kind, received, observation, isBounded = true } = message;
	const { seal } = deps;
	const now = nowOf(deps);
	const subject = nameOf(deps, message.subject);
	// One after the other, so that no flood passes a bound.
	await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${subject} ${kind}`}, 0))`);
	const key = keyOf(deps, subject, message);
	const [known] = await tx
		.update(hookMessages)
		.set({ count: sql`${hookMessages.count} + 1`, lastAt: now })
		.where(eq(hookMessages.key, key))
		.returning({ observationId: hookMessages.observationId });
	if (known) return { ...known, isNew: false };
	const { network, isProvider } = received.peer;
	const row = { subject, kind, peerKey: isProvider ? null : seal.keyOf('address', network), lastAt: now };
	const bound = message.subject.of === 'day' ? ofDay : ofOne;
	if (isBounded && !(await isWithin(tx, row, bound))) {
		await countRest(tx, deps, row, observation.orderNo);
		return { observationId: null, isNew: false };
	}
	const { provider } = deps.rail;
	const observationId = await recordObservation(tx, seal, { ...observation, provider, at: now });
	await tx.insert(hookMessages).values({ ...row, key, observationId, isCut: received.cut !== null });
	return { observationId, isNew: true };
}

function nameOf(deps: RailsDeps, subject: Subject): string {
	const { provider } = deps.rail;
	if (subject.of !== 'day') return `${provider} ${subject.of} ${subject.id}`;
	return `${provider} day ${nowOf(deps).toISOString().slice(0, 10)}`;
}

/** What else is recorded of the message counts too: a callback may name another push only once its own is known. */
function keyOf({ seal }: RailsDeps, subject: string, { kind, received, observation }: Incoming): Uint8Array {
	const { text, cut } = received;
	const parts = [subject, kind, observation.kind, observation.orderNo, cut?.sha256, text];
	return seal.keyOf('message', `hook\0${parts.join('\0')}`);
}

type Row = { subject: string; kind: HookMessageKind; peerKey: Uint8Array | null; lastAt: Date };

async function isWithin(tx: Transaction, { subject, kind, peerKey }: Row, bound: Bound): Promise<boolean> {
	const count = (which: ReturnType<typeof sql>) =>
		sql<number>`count(*) FILTER (WHERE ${which})`.mapWith(Number);
	const [kept] = await tx
		.select({
			provider: count(sql`${hookMessages.peerKey} IS NULL`),
			strangers: count(sql`${hookMessages.peerKey} IS NOT NULL`),
			network: count(sql`${hookMessages.peerKey} = ${peerKey}`),
		})
		.from(hookMessages)
		.where(
			and(
				eq(hookMessages.subject, subject),
				eq(hookMessages.kind, kind),
				isNotNull(hookMessages.observationId),
			),
		);
	const { provider, strangers, network } = kept!;
	if (peerKey === null) return provider < bound.ofProvider;
	return strangers < bound.ofStrangers && network < bound.ofNetwork;
}

async function countRest(tx: Transaction, deps: RailsDeps, row: Row, orderNo: bigint | null): Promise<void> {
	const { subject, kind, lastAt } = row;
	const key = deps.seal.keyOf('message', `rest\0${subject}\0${kind}`);
	const [{ count }] = (await tx
		.insert(hookMessages)
		.values({ key, subject, kind, lastAt })
		.onConflictDoUpdate({
			target: hookMessages.key,
			set: { count: sql`${hookMessages.count} + 1`, lastAt },
		})
		.returning({ count: hookMessages.count })) as [{ count: number }];
	if (count === 1) await flagFlood(tx, deps, { subject, kind, orderNo });
}
