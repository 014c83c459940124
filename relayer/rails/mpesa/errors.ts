import { RailError } from '../rail-error.ts';

export const noAnswer = (cause: unknown): RailError =>
	new RailError('MPESA_NO_ANSWER', 'M-Pesa gave no answer in time', 'unknown', '', cause);

/** Daraja refuses token errors, spike arrest and quota before any work. Other 5xx may have taken effect. */
export function refused(status: number, providerCode: string, message: string): RailError {
	if (providerCode === '404.001.03' || status === 401)
		return new RailError('MPESA_TOKEN_REFUSED', message, 'none', providerCode);
	if (providerCode === '500.003.02' || providerCode === '500.003.03' || status === 429)
		return new RailError('MPESA_BUSY', message, 'none', providerCode);
	if (status >= 500) return new RailError('MPESA_FAULT', message, 'unknown', providerCode);
	return new RailError('MPESA_REFUSED', message, 'refused', providerCode);
}
