import { PassaError } from '#shared/errors.ts';
import type { Provider } from '../providers.ts';
import { prefixOf, type ReviewReason } from '../reasons.ts';

/**
 * What a failed request did. `unknown`: it may have taken effect, so it is looked up and never sent again. `none`: it
 * had no effect and may be sent again. `refused`: it had no effect and never will.
 */
export type Effect = 'unknown' | 'none' | 'refused';

/**
 * What the provider answered, as text. `alert`: why a person should see it: nobody knows its form, or the provider
 * refuses our login or our account; null if nobody needs to.
 */
export type RawAnswer = { body: string; alert: AnswerAlert | null };
export type AnswerAlert = Extract<ReviewReason, 'MESSAGE_UNREADABLE' | 'MERCHANT_REFUSED'>;

/** A request that failed in an unexpected way: it may have been sent. */
export const brokenOff = (provider: Provider, cause: unknown): RailError =>
	new RailError(`${prefixOf(provider)}_NO_ANSWER`, 'the request broke off', 'unknown', '', cause);

/** A provider's refusal, or its silence. `code` begins with the provider's name, e.g. `MPESA_BUSY`. */
export class RailError extends PassaError {
	readonly effect: Effect;
	/** The provider's own code, e.g. 400.002.02; empty if there was no answer. */
	readonly providerCode: string;
	/** Evidence; null if there was no answer, or it may hold a secret. */
	readonly answer: RawAnswer | null;

	constructor(
		code: string,
		message: string,
		effect: Effect,
		providerCode = '',
		cause?: unknown,
		answer: RawAnswer | null = null,
	) {
		super(code, message, { status: 502, cause });
		this.effect = effect;
		this.providerCode = providerCode;
		this.answer = answer;
	}
}

/** What is recorded of a failed request: what it means, and the answer as it came. */
export const evidenceOf = ({ code, providerCode, message, answer }: RailError) => ({
	code,
	providerCode,
	message,
	...(answer ? { answer: answer.body } : {}),
});
