import type { ActionFailure } from '@sveltejs/kit';
import { readWords } from '#shared/text.ts';
import { refused } from '../server/form-refusal.server.ts';
import type { Fault } from '../text/failure.ts';

/** What a person's form asks to refund, and why. */
export const refundIn = (form: FormData): { tickets: number[]; note: string } => ({
	tickets: form.getAll('ticket').map(Number),
	note: readWords(String(form.get('note') ?? ''), { most: 500, lines: true }).text,
});

/** Does what a form asks for. A refusal keeps the note that was typed; who owes a second factor is sent to show it. */
export async function tryRefund(
	note: string,
	work: () => Promise<unknown>,
): Promise<ActionFailure<{ note: string; fault: Fault }> | null> {
	try {
		await work();
		return null;
	} catch (cause) {
		return refused(cause, { note });
	}
}
