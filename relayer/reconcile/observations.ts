import { and, eq, gt, isNull, or } from 'drizzle-orm';
import { type ObservationKind, observations, pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import type { Provider } from '../providers.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import { wakeRails } from '../wake-rails.ts';

/** A provider's message, sealed as JSON, as evidence. */
export type ProviderMessage = {
	/** As it came, or its beginning. */
	body: unknown;
	/** Set if `body` is only the beginning: the size in bytes, or at least so many, and their SHA-256 in hex. */
	cut?: { bytes: number; isAll: boolean; sha256: string };
	receipt?: string;
	/** The provider's id of the push that it names. */
	checkout?: string;
	/** The provider's text for its code. */
	text?: string;
};

export type NewObservation = {
	kind: ObservationKind;
	provider: Provider;
	pushId: string | null;
	orderNo: bigint | null;
	code: string | null;
	/** Cents of KES. */
	amount: bigint | null;
	message: ProviderMessage;
	at: Date;
};

export async function recordObservation(
	tx: Transaction,
	seal: RelayerSeal,
	observation: NewObservation,
): Promise<bigint> {
	const { message, ...rest } = observation;
	const receiptKey = message.receipt === undefined ? null : seal.keyOf('receipt', message.receipt);
	const [stored] = await tx
		.insert(observations)
		.values({ ...rest, receiptKey, sealed: seal.seal(JSON.stringify(message)) })
		.returning({ id: observations.id });
	return stored!.id;
}

export const openMessage = (seal: RelayerSeal, sealed: Uint8Array): ProviderMessage =>
	JSON.parse(seal.open(sealed));

/**
 * Makes a push due now. `loadFacts` locks the push before it reads observations. So this, which follows a recorded
 * observation in the same transaction, is never overwritten by a decision that did not see it.
 */
export async function wakePush(tx: Transaction, id: string, now: Date): Promise<void> {
	const later = or(isNull(pushes.wakeAt), gt(pushes.wakeAt, now));
	await tx
		.update(pushes)
		.set({ wakeAt: now })
		.where(and(eq(pushes.id, id), later));
	await wakeRails(tx, 'poll');
}
