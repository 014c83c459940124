import { type ActionFailure, fail } from '@sveltejs/kit';
import { PassaError } from '#shared/errors.ts';
import type { Fault } from '../account/account-words.ts';

/** What a form is told when a service refuses: the code and words of the refusal. Anything else stays an error. */
export function refused<T extends object>(error: unknown, kept: T): ActionFailure<T & { fault: Fault }> {
	if (!(error instanceof PassaError)) throw error;
	return fail(error.status, { ...kept, fault: { code: error.code, message: error.message } });
}
