import { randomBytes, randomUUID } from 'node:crypto';
import { and, asc, eq, gt, isNull, or } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type HeldAddressRow, heldAddresses } from '../models/held.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import type { HeldDeps } from './held-deps.ts';

export type HeldAddressError = PassaError<'ADDRESS_TOO_NEW' | 'ADDRESS_UNKNOWN' | 'TOO_MANY_ADDRESSES'>;

/** A new address waits, so that its owner, who is notified, can stop a thief. */
export const waitMilliseconds = 72 * 3_600_000;
const most = 5;

export const addressesOf = (db: Reader, account: string): Promise<HeldAddressRow[]> =>
	db
		.select()
		.from(heldAddresses)
		.where(and(eq(heldAddresses.account, account), isNull(heldAddresses.removedAt)))
		.orderBy(asc(heldAddresses.createdAt));

/** Throws HeldAddressError where the address was never named, or its wait is not over. */
export async function assertUsable(db: Reader, account: string, address: string, now: Date): Promise<void> {
	const found = (await addressesOf(db, account)).find((each) => each.address === address);
	if (!found) throw new PassaError('ADDRESS_UNKNOWN', 'Add this address first.', { status: 409 });
	if (found.usableAt && found.usableAt <= now) return;
	throw new PassaError(
		'ADDRESS_TOO_NEW',
		'A new address can be used three days after you were told about it.',
		{
			status: 409,
		},
	);
}

/** Throws TOO_MANY_ADDRESSES. */
export async function assertRoom(db: Reader, account: string): Promise<void> {
	if ((await addressesOf(db, account)).length < most) return;
	throw new PassaError('TOO_MANY_ADDRESSES', 'There are five addresses already. Remove one first.', {
		status: 409,
	});
}

export async function addAddress(
	tx: Transaction,
	account: string,
	{ address, language }: { address: string; language: ContactLanguage },
	now: Date,
): Promise<void> {
	const exists = (await addressesOf(tx, account)).some((each) => each.address === address);
	if (exists) return;
	const stopCode = randomBytes(12).toString('base64url');
	await tx
		.insert(heldAddresses)
		.values({ id: randomUUID(), account, address, language, stopCode, createdAt: now });
}

/** It needs no passkey: to stop a payment does no harm. */
export async function removeAddress(
	{ db, clock }: Pick<HeldDeps, 'db' | 'clock'>,
	account: string,
	address: string,
): Promise<void> {
	await db
		.update(heldAddresses)
		.set({ removedAt: new Date(clock.now()) })
		.where(
			and(
				eq(heldAddresses.account, account),
				eq(heldAddresses.address, address),
				isNull(heldAddresses.removedAt),
			),
		);
}

/** Those that cannot be paid yet. */
export async function removeWaiting(tx: Transaction, account: string, now: Date): Promise<void> {
	const waits = or(isNull(heldAddresses.usableAt), gt(heldAddresses.usableAt, now));
	await tx
		.update(heldAddresses)
		.set({ removedAt: now })
		.where(and(eq(heldAddresses.account, account), isNull(heldAddresses.removedAt), waits));
}

/** A wallet as the link in a message shows it, to who may not be able to sign in. */
export type StoppableAddress = { address: string; usableAt: string | null; stopped: boolean };

async function byStopCode(db: Reader, code: string): Promise<HeldAddressRow> {
	const [row] = await db.select().from(heldAddresses).where(eq(heldAddresses.stopCode, code));
	if (row) return row;
	throw new PassaError('ADDRESS_UNKNOWN', 'There is nothing to stop by this link.', { status: 404 });
}

/** Throws ADDRESS_UNKNOWN. */
export async function stoppable(db: Reader, code: string): Promise<StoppableAddress> {
	const { address, usableAt, removedAt } = await byStopCode(db, code);
	return { address, usableAt: usableAt?.toISOString() ?? null, stopped: removedAt !== null };
}

/**
 * By anybody who was notified: to stop a payment does no harm. A wallet that is named again has another link: else a number that was
 * removed long ago stops it for ever. Throws ADDRESS_UNKNOWN.
 */
export async function stopAddress(
	deps: Pick<HeldDeps, 'db' | 'clock'>,
	code: string,
): Promise<StoppableAddress> {
	const { id } = await byStopCode(deps.db, code);
	await deps.db
		.update(heldAddresses)
		.set({ removedAt: new Date(deps.clock.now()) })
		.where(and(eq(heldAddresses.id, id), isNull(heldAddresses.removedAt)));
	return stoppable(deps.db, code);
}
