import { createHash, randomBytes } from 'node:crypto';
import { and, count, eq, isNotNull, isNull } from 'drizzle-orm';
import { factors, passkeys, recoveryCodes } from '../models/factors.ts';
import type { Reader } from '../models/schema.ts';
import { base32 } from './totp.ts';

const howMany = 10;
const codeBytes = 10;
/** Sixteen letters and digits of RFC 4648, which has no 0 and no 1. */
const form = /^[A-Z2-7]{16}$/;

const hashOf = (code: string): Uint8Array => new Uint8Array(createHash('sha256').update(code).digest());

/** As a person wrote it, or null if it is none: spaces and hyphens do not count, and a 0 or 1 was read for O or I. */
export function readRecoveryCode(text: string): string | null {
	const code = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('0', 'O').replaceAll('1', 'I');
	return form.test(code) ? code : null;
}

/** Replaces all codes of a person. They are shown once: only hashes are kept. */
export async function newRecoveryCodes(db: Reader, account: string, now: Date): Promise<string[]> {
	const codes = Array.from({ length: howMany }, () => base32(randomBytes(codeBytes)));
	await db.delete(recoveryCodes).where(eq(recoveryCodes.account, account));
	await db
		.insert(recoveryCodes)
		.values(codes.map((code) => ({ hash: hashOf(code), account, createdAt: now })));
	return codes.map((code) => code.match(/.{4}/g)!.join('-'));
}

/** Uses a code up. Of two requests with the same one, one succeeds. */
export async function useRecoveryCode(
	db: Reader,
	account: string,
	code: string,
	now: Date,
): Promise<boolean> {
	const used = await db
		.update(recoveryCodes)
		.set({ usedAt: now })
		.where(
			and(
				eq(recoveryCodes.hash, hashOf(code)),
				eq(recoveryCodes.account, account),
				isNull(recoveryCodes.usedAt),
			),
		)
		.returning({ account: recoveryCodes.account });
	return used.length > 0;
}

export async function recoveryCodesLeft(db: Reader, account: string): Promise<number> {
	const [row] = await db
		.select({ left: count() })
		.from(recoveryCodes)
		.where(and(eq(recoveryCodes.account, account), isNull(recoveryCodes.usedAt)));
	return row!.left;
}

/** Whether the person has an authenticator app that counts. */
export async function hasApp(db: Reader, account: string): Promise<boolean> {
	const [row] = await db
		.select({ n: count() })
		.from(factors)
		.where(and(eq(factors.account, account), isNotNull(factors.confirmedAt)));
	return row!.n > 0;
}

/** Whether the person has a second factor. */
export async function hasFactor(db: Reader, account: string): Promise<boolean> {
	const [keys] = await db.select({ n: count() }).from(passkeys).where(eq(passkeys.account, account));
	return keys!.n > 0 || hasApp(db, account);
}

/** Recovery codes stand in for factors: without one they open nothing. */
export async function dropUnusedCodes(tx: Reader, account: string): Promise<void> {
	if (!(await hasFactor(tx, account)))
		await tx.delete(recoveryCodes).where(eq(recoveryCodes.account, account));
}
