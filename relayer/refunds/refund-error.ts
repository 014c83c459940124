import { PassaError } from '#shared/errors.ts';

/**
 * What the chain's part of a refund does after an error. `wait`: somebody has to do something first, such as a top-up.
 * `retry`: the network's trouble, or another process took the row over (LEASE_LOST). `case`: the contract refuses what
 * should be possible; a person looks after a few tries.
 */
export type RefundPolicy = 'wait' | 'retry' | 'case';

const waits = [
	'NEEDS_FUNDING',
	'EVENT_FROZEN',
	'EVENT_BALANCE_FROZEN',
	'RELAYER_DISABLED',
	'ROLES_CHANGED',
	'INSUFFICIENT_XLM',
	'ACCOUNT_UNKNOWN',
];
const cases = [
	'TICKET_USED',
	'TICKET_UNKNOWN',
	'TICKET_REFUNDED',
	'TICKET_LISTED',
	'MIXED_TICKETS',
	'NOT_REFUNDABLE',
	'NOT_CUSTODIAL',
	'NOT_FIAT',
	'NOT_ALLOWED',
	'CREDITS_WRONG',
	'CREDITS_UNKNOWN',
	'REVERSAL_TOO_LATE',
	'RESALES_OFF',
	'NOTHING_DUE',
	'CALL_FAILED',
	'EVENT_NOT_OURS',
	'EVENT_VERSION_UNKNOWN',
	'HISTORY_CUT',
];

/**
 * The code of an error, and what follows. A cancelled event pays a part only to a payer who takes it (NOT_ALLOWED): until
 * then the refund waits for the rest of the money.
 */
export function refundErrorOf(error: unknown, isCancelled: boolean): { code: string; policy: RefundPolicy } {
	const code = error instanceof PassaError ? error.code : 'RPC_ERROR';
	if (code === 'NOT_ALLOWED' && isCancelled) return { code: 'NEEDS_FUNDING', policy: 'wait' };
	return { code, policy: waits.includes(code) ? 'wait' : cases.includes(code) ? 'case' : 'retry' };
}
