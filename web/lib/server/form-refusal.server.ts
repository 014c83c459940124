import { type ActionFailure, fail } from '@sveltejs/kit';
import { PassaError } from '#shared/errors.ts';
import type { Fault } from '../text/failure.ts';

/** A form's failure from a service's refusal, with the values to keep in the form. Rethrows any other error. */
export function refused<T extends object>(error: unknown, kept: T): ActionFailure<T & { fault: Fault }> {
	if (!(error instanceof PassaError)) throw error;
	return fail(error.status, { ...kept, fault: { code: error.code, message: error.message } });
}
