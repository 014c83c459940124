import { type ActionFailure, fail } from '@sveltejs/kit';
import { PassaError } from '#shared/errors.ts';
import { getLocale } from '../paraglide/runtime.js';

/** What a form names: who gets an order's messages and opens it by a code. */
export type TypedContact = { phone: string; email: string };

export type ContactFault = { contact: TypedContact & { code: string; message: string } };

/** The contact that a form names; empty texts are none. */
export const contactIn = (form: FormData): TypedContact => ({
	phone: String(form.get('contact_phone') ?? '').trim(),
	email: String(form.get('contact_email') ?? '').trim(),
});

/** The language of messages: that of the page. */
export const messageLanguage = (): 'en' | 'sw' => (getLocale() === 'sw' ? 'sw' : 'en');

/** A refusal as `ContactForm.svelte` shows it, with what was typed. Rethrows any other error. */
export function contactRefused(error: unknown, typed: TypedContact): ActionFailure<ContactFault> {
	if (!(error instanceof PassaError)) throw error;
	const { status, code, message } = error;
	return fail(status, { contact: { ...typed, code, message } });
}
