import { type ActionFailure, fail } from '@sveltejs/kit';
import { PassaError } from '#shared/errors.ts';
import { readWords } from '#shared/text.ts';
import type { Fault } from '../text/failure.ts';

/** What a person's form asks to refund, and why. */
export const refundIn = (form: FormData): { tickets: number[]; note: string } => ({
	tickets: form.getAll('ticket').map(Number),
	note: readWords(String(form.get('note') ?? ''), { most: 500, lines: true }).text,
});

/** Does what a form asks for. A refusal keeps the note that was typed. */
export async function tryRefund(
	note: string,
	work: () => Promise<unknown>,
): Promise<ActionFailure<Fault & { note: string }> | null> {
	try {
		await work();
		return null;
	} catch (cause) {
		if (!(cause instanceof PassaError)) throw cause;
		return fail(cause.status, { code: cause.code, message: cause.message, note });
	}
}
