import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import { type KenyanMobileError, kenyanMobile } from '#shared/phone.ts';
import type { Seal } from '#shared/seal.server.ts';
import { cleanText } from '#shared/text.ts';
import type { IdentityKind } from '../models/accounts.ts';

/** A number or e-mail address in its one form, or a wallet's address. */
export type Identifier = { kind: IdentityKind; value: string };

const longest = 254;
const address = z.email().max(longest);

export type IdentifierError = KenyanMobileError | PassaError<'EMAIL_INVALID'>;

/** Reads the number or e-mail address that a person typed. Throws IdentifierError. */
export function readIdentifier(text: string): Identifier {
	if (!/[@＠]/.test(text)) return { kind: 'phone', value: kenyanMobile(text) };
	// Contacts are pasted: with marks around them, a scheme before them, or wide letters.
	const written = cleanText(text)
		.normalize('NFKC')
		.trim()
		.toLowerCase()
		.replace(/^mailto:/, '');
	const parsed = address.safeParse(written);
	if (!parsed.success) {
		throw new PassaError(
			'EMAIL_INVALID',
			'That is not an e-mail address. Write it like achieng@example.com.',
		);
	}
	return { kind: 'email', value: parsed.data };
}

/** The key that finds it: an HMAC, or a wallet's address, which is public. */
export const keyOf = (seal: Seal, { kind, value }: Identifier): string =>
	kind === 'wallet' ? value : seal.keyOf(kind, value);

/** Enough for its owner to recognise it. */
export function masked({ kind, value }: Identifier): string {
	if (kind === 'wallet') return `${value.slice(0, 4)}…${value.slice(-4)}`;
	if (kind === 'phone') return `+${value.slice(0, 4)}•••••${value.slice(-3)}`;
	const at = value.lastIndexOf('@');
	return `${value.slice(0, 1)}•••${value.slice(at)}`;
}

/** Accounts that are support and admin: `kind key` of each identifier that PLATFORM_ADMINS names. */
export type Admins = ReadonlySet<string>;

export const adminKey = (kind: IdentityKind, key: string): string => `${kind} ${key}`;

export const adminsOf = (seal: Seal, named: Identifier[]): Admins =>
	new Set(named.map((each) => adminKey(each.kind, keyOf(seal, each))));
