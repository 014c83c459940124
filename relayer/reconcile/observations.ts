import { and, eq, gt, isNull, or } from 'drizzle-orm';
import { type ObservationKind, observations, pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import type { Seal } from '../seal.ts';
import { wakeRails } from '../wake-rails.ts';

/** What a provider said, as it is sealed. */
export type ProviderMessage = {
	/** As it came. */
	body: unknown;
	receipt?: string;
	/** The provider's id of the push that it speaks of. */
	checkout?: string;
	/** The provider's words for its code. */
	text?: string;
};

export type NewObservation = {
	kind: ObservationKind;
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
	seal: Seal,
	observation: NewObservation,
): Promise<bigint> {
	const { message: told, ...rest } = observation;
	const receiptKey = told.receipt === undefined ? null : seal.keyOf('receipt', told.receipt);
	const [stored] = await tx
		.insert(observations)
		.values({ ...rest, receiptKey, sealed: seal.seal(JSON.stringify(told)) })
		.returning({ id: observations.id });
	return stored!.id;
}

export const openMessage = (seal: Seal, sealed: Uint8Array): ProviderMessage => JSON.parse(seal.open(sealed));

/**
 * Has a push looked at now. Whoever judges locks the push before it reads what was heard, so that this, which comes
 * after something was stored in the same transaction, is never overwritten by one that did not see it.
 */
export async function wakePush(tx: Transaction, id: string, now: Date): Promise<void> {
	const later = or(isNull(pushes.wakeAt), gt(pushes.wakeAt, now));
	await tx
		.update(pushes)
		.set({ wakeAt: now })
		.where(and(eq(pushes.id, id), later));
	await wakeRails(tx, 'look');
}
