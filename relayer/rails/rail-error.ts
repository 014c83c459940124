import { PassaError } from '#shared/errors.ts';
import type { Provider } from '../providers.ts';
import { prefixOf } from '../reasons.ts';

/**
 * What a failed request did. `unknown`: it may have taken effect, so it is looked up and never sent again. `none`: it
 * had no effect and may be sent again. `refused`: it had no effect and never will.
 */
export type Effect = 'unknown' | 'none' | 'refused';

/** A request that failed in an unexpected way: it may have been sent. */
export const brokenOff = (provider: Provider, cause: unknown): RailError =>
	new RailError(`${prefixOf(provider)}_NO_ANSWER`, 'the request broke off', 'unknown', '', cause);

/** A provider's refusal, or its silence. `code` begins with the provider's name, e.g. `MPESA_BUSY`. */
export class RailError extends PassaError {
	readonly effect: Effect;
	/** The provider's own code, e.g. 500.001.1001; empty where there was no answer. */
	readonly providerCode: string;

	constructor(code: string, message: string, effect: Effect, providerCode = '', cause?: unknown) {
		super(code, message, { status: 502, cause });
		this.effect = effect;
		this.providerCode = providerCode;
	}
}
