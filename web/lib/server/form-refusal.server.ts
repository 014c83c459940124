import { type ActionFailure, fail, redirect } from '@sveltejs/kit';
import { PassaError } from '#shared/errors.ts';
import { getRequestEvent } from '$app/server';
import type { Fault } from '../text/failure.ts';

/**
 * A form's failure from a service's refusal, with the values to keep in the form. Rethrows any other error. A person who has to show a
 * second factor first is sent there, and comes back to the form's page.
 */
export function refused<T extends object>(error: unknown, kept: T): ActionFailure<T & { fault: Fault }> {
	if (!(error instanceof PassaError)) throw error;
	const { pathname } = getRequestEvent().url;
	if (error.code === 'STRONG_NEEDED' && pathname !== '/account/security')
		redirect(303, `/account/security?next=${encodeURIComponent(pathname)}`);
	return fail(error.status, { ...kept, fault: { code: error.code, message: error.message } });
}
