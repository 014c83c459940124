import { type ActionFailure, fail } from '@sveltejs/kit';
import { emailAddress } from '#shared/email.ts';
import { PassaError } from '#shared/errors.ts';
import { kenyanMobile } from '#shared/phone.ts';
import { getLocale } from '../paraglide/runtime.js';

/** What a form names: who gets an order's messages and opens it by a code. */
export type TypedContact = { phone: string; email: string };

export type ContactFault = { contact: TypedContact & { code: string; message: string } };

/** The contact that a form names; empty texts are none. */
export const contactIn = (form: FormData): TypedContact => ({
	phone: String(form.get('contact_phone') ?? '').trim(),
	email: String(form.get('contact_email') ?? '').trim(),
});

/** Why a contact cannot be one, so that its own field says so; null if it can. */
export function contactFault({ phone, email }: TypedContact): { code: string; message: string } | null {
	try {
		if (phone) kenyanMobile(phone);
		if (email) emailAddress(email);
		return null;
	} catch (error) {
		if (!(error instanceof PassaError)) throw error;
		return { code: error.code, message: error.message };
	}
}

/** The language of messages: that of the page. */
export const messageLanguage = (): 'en' | 'sw' => (getLocale() === 'sw' ? 'sw' : 'en');

/** A refusal as `ContactForm.svelte` shows it, with what was typed. Rethrows any other error. */
export function contactRefused(error: unknown, typed: TypedContact): ActionFailure<ContactFault> {
	if (!(error instanceof PassaError)) throw error;
	const { status, code, message } = error;
	return fail(status, { contact: { ...typed, code, message } });
}
