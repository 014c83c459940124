import { PassaError } from '#shared/errors.ts';

/**
 * What a caller does after an error. `unknown`: the request may have taken effect, so it is looked up and never sent
 * again. `retry`: it had no effect. `fail`: it had none and will have none.
 */
export type Verdict = 'unknown' | 'retry' | 'fail';

export class MpesaError extends PassaError {
	readonly verdict: Verdict;
	/** Daraja's own code, e.g. 500.001.1001; empty where there was no answer. */
	readonly providerCode: string;

	constructor(code: string, message: string, verdict: Verdict, providerCode = '', cause?: unknown) {
		super(code, message, { status: 502, cause });
		this.verdict = verdict;
		this.providerCode = providerCode;
	}
}

export const noAnswer = (cause: unknown): MpesaError =>
	new MpesaError('MPESA_NO_ANSWER', 'M-Pesa gave no answer in time', 'unknown', '', cause);

/** Token errors, spike arrest and quota are refused before any work; other 5xx may have taken effect. */
export function refused(status: number, providerCode: string, message: string): MpesaError {
	if (providerCode === '404.001.03' || status === 401)
		return new MpesaError('MPESA_TOKEN_REFUSED', message, 'retry', providerCode);
	if (providerCode === '500.003.02' || providerCode === '500.003.03' || status === 429)
		return new MpesaError('MPESA_BUSY', message, 'retry', providerCode);
	if (status >= 500) return new MpesaError('MPESA_FAULT', message, 'unknown', providerCode);
	return new MpesaError('MPESA_REFUSED', message, 'fail', providerCode);
}
