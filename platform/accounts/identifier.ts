import { type EmailError, emailAddress } from '#shared/email.ts';
import { type KenyanMobileError, kenyanMobile } from '#shared/phone.ts';
import type { Seal } from '#shared/seal.server.ts';
import type { IdentityKind } from '../models/accounts.ts';

/** A number or e-mail address in its one form, or a wallet's address. */
export type Identifier = { kind: IdentityKind; value: string };

export type IdentifierError = KenyanMobileError | EmailError;

/** Reads the number or e-mail address that a person typed. Throws IdentifierError. */
export function readIdentifier(text: string): Identifier {
	if (!/[@＠]/.test(text)) return { kind: 'phone', value: kenyanMobile(text) };
	return { kind: 'email', value: emailAddress(text) };
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
