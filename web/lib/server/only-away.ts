import { PassaError } from '#shared/errors.ts';

/** For `catch`: null where a service refuses or is away, so that the page shows the rest. Throws anything else. */
export function onlyAway(failure: unknown): null {
	if (failure instanceof PassaError) return null;
	throw failure;
}
