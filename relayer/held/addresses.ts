import { randomUUID } from 'node:crypto';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type HeldAddressRow, heldAddresses } from '../models/held.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import type { HeldDeps } from './held-deps.ts';

export type HeldAddressError = PassaError<'ADDRESS_TOO_NEW' | 'ADDRESS_UNKNOWN' | 'TOO_MANY_ADDRESSES'>;

/** A new address waits, so that its owner, who is told, can stop a thief. */
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
	const held = (await addressesOf(tx, account)).some((each) => each.address === address);
	if (held) return;
	await tx.insert(heldAddresses).values({ id: randomUUID(), account, address, language, createdAt: now });
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

/**
 * Tells all contacts of each person with a new address. Their wait begins when the platform has the messages, so a platform
 * that is away only makes it longer.
 */
export async function tellNewAddresses({ db, clock, platform }: HeldDeps): Promise<void> {
	if (!platform) return;
	const untold = await db
		.select()
		.from(heldAddresses)
		.where(and(isNull(heldAddresses.toldAt), isNull(heldAddresses.removedAt)))
		.limit(20);
	for (const { id, account, address, language, createdAt } of untold) {
		const usable = new Date(clock.now() + waitMilliseconds);
		await platform.tellPerson(account, { id, language, address, usableAt: usable.toISOString() });
		await db
			.update(heldAddresses)
			.set({ toldAt: new Date(clock.now()), usableAt: usable })
			.where(and(eq(heldAddresses.id, id), eq(heldAddresses.createdAt, createdAt)));
	}
}
