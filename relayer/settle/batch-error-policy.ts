import { PassaError } from '#shared/errors.ts';

/**
 * What happens to a batch after an error. `retry`: the same envelope again, later. `rebuild`: a new envelope once the
 * old one cannot land any more. `refund`, `review`: after a while the batch is dissolved, and its orders' money goes
 * back or waits for a person.
 */
export type BatchErrorAction = 'retry' | 'rebuild' | 'refund' | 'review';

/**
 * Codes of `settle_batch`, its simulation or the network that keep a batch from landing, and what follows from each.
 */
const policies = {
	// For us to fix: fill the treasury, open its trust line, fund a channel account.
	INSUFFICIENT_USDC: 'retry',
	NO_TRUSTLINE: 'retry',
	INSUFFICIENT_XLM: 'retry',
	ACCOUNT_UNKNOWN: 'retry',
	// For the guardian and us: the registry takes no call of the relayer, or asks for other keys.
	RELAYER_DISABLED: 'retry',
	ROLES_CHANGED: 'retry',
	// The outcome is unknown, or there is no answer.
	TRANSACTION_PENDING: 'retry',
	RPC_UNREACHABLE: 'retry',
	RPC_ERROR: 'retry',
	RPC_BUSY: 'retry',
	RPC_WRONG_NETWORK: 'retry',
	RPC_WRONG_HISTORY: 'retry',
	RPC_BEHIND: 'retry',
	HISTORY_CUT: 'retry',
	// The batch has landed: the next reading of the lane shows it.
	SEQUENCE_USED: 'retry',
	NETWORK_BUSY: 'rebuild',
	OUT_OF_ORDER: 'rebuild',
	QUOTE_EXPIRED: 'rebuild',
	TRANSACTION_FAILED: 'rebuild',
	NOT_ACCEPTED: 'rebuild',
	SALES_CLOSED: 'refund',
	BALANCE_FROZEN: 'review',
	TIER_UNKNOWN: 'review',
	OVER_ORDER_LIMIT: 'review',
	EVENT_NOT_OURS: 'review',
	LANE_UNKNOWN: 'review',
	BATCH_SIZE_INVALID: 'review',
	SEQUENCE_GAP: 'review',
	SIGNATURE_WRONG: 'review',
	CALL_FAILED: 'review',
	OTHER: 'review',
} as const satisfies Record<string, BatchErrorAction>;

export type BatchError = keyof typeof policies;
type ErrorsThat<P extends BatchErrorAction> = {
	[E in BatchError]: (typeof policies)[E] extends P ? E : never;
}[BatchError];
/** Codes after which a batch is dissolved. */
export type RefundError = ErrorsThat<'refund'>;
export type FinalError = ErrorsThat<'refund' | 'review'>;

export const policyOf = (error: BatchError): BatchErrorAction => policies[error];
export const isRefund = (error: BatchError): error is RefundError => policyOf(error) === 'refund';
export const isFinal = (error: BatchError): error is FinalError =>
	isRefund(error) || policyOf(error) === 'review';

/** The SDK's own errors have no code: there was no answer, or an unreadable one. */
export function batchErrorOf(error: unknown): BatchError {
	if (!(error instanceof PassaError)) return 'RPC_ERROR';
	return Object.hasOwn(policies, error.code) ? (error.code as BatchError) : 'OTHER';
}

const alarms: BatchError[] = ['INSUFFICIENT_USDC', 'NO_TRUSTLINE', 'RELAYER_DISABLED', 'ROLES_CHANGED'];

/** Codes that an operator should see immediately. */
export const isAlarm = (error: BatchError): boolean => alarms.includes(error) || policyOf(error) === 'review';

/** Codes by which a batch is held before anything is signed or sent. They are logged once, not at each look. */
export const isPostponed = (error: BatchError): boolean =>
	error === 'RELAYER_DISABLED' || error === 'ROLES_CHANGED' || error === 'SALES_CLOSED';
