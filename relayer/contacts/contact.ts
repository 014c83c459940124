import { type EmailError, emailAddress } from '#shared/email.ts';
import { type KenyanMobileError, kenyanMobile } from '#shared/phone.ts';
import type { ContactKind } from '../models/contacts.ts';

/** A number (2547…) or an e-mail address, each in its one form. */
export type Contact = { kind: ContactKind; value: string };

export type ReadContactsError = KenyanMobileError | EmailError;

/** Reads what a person typed; an empty text is none. Throws ReadContactsError. */
export function readContacts({ phone, email }: { phone?: string; email?: string }): Contact[] {
	return [
		...(phone?.trim() ? [{ kind: 'phone' as const, value: kenyanMobile(phone) }] : []),
		...(email?.trim() ? [{ kind: 'email' as const, value: emailAddress(email) }] : []),
	];
}

/** A number or an e-mail address in one field. Throws ReadContactsError. */
export const contactIn = (to: string): Contact =>
	to.includes('@') ? { kind: 'email', value: emailAddress(to) } : { kind: 'phone', value: kenyanMobile(to) };

/** 254712345678 → 2547•••••678: enough to recognise one's own number. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 4)}•••••${phone.slice(-3)}`;

/** Enough for its owner to recognise it. */
export function maskContact({ kind, value }: Contact): string {
	if (kind === 'phone') return maskPhone(value);
	return `${value.slice(0, 1)}•••${value.slice(value.lastIndexOf('@'))}`;
}
