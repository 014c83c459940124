import { PassaError } from '#shared/errors.ts';

/** Why a batch did not land: what `settle_batch`, its simulation or the network can say. */
const troubles = [
	'INSUFFICIENT_USDC',
	'NO_TRUSTLINE',
	'BALANCE_FROZEN',
	'SALES_CLOSED',
	'TIER_UNKNOWN',
	'OVER_ORDER_LIMIT',
	'EVENT_NOT_OURS',
	'LANE_UNKNOWN',
	'BATCH_SIZE_INVALID',
	'SEQUENCE_USED',
	'SEQUENCE_GAP',
	'SIGNATURE_WRONG',
	'CALL_FAILED',
	'OUT_OF_ORDER',
	'QUOTE_EXPIRED',
	'TRANSACTION_FAILED',
	'NOT_ACCEPTED',
	'NETWORK_BUSY',
	'INSUFFICIENT_XLM',
	'ACCOUNT_UNKNOWN',
	'TRANSACTION_PENDING',
	'RPC_UNREACHABLE',
	'RPC_ERROR',
	'HISTORY_CUT',
	'OTHER',
] as const;
export type Trouble = (typeof troubles)[number];

/**
 * What becomes of a batch. `retry`: the same envelope again, later. `rebuild`: a new envelope once the old one cannot
 * land any more. `refund`, `review`: after a while the batch is dissolved, and its orders' money goes back or waits for
 * a person.
 */
export type Verdict = 'retry' | 'rebuild' | 'refund' | 'review';

export function verdict(trouble: Trouble): Verdict {
	switch (trouble) {
		// Ours to mend: the treasury is filled, its trust line opened, a channel account funded.
		case 'INSUFFICIENT_USDC':
		case 'NO_TRUSTLINE':
		case 'INSUFFICIENT_XLM':
		case 'ACCOUNT_UNKNOWN':
			return 'retry';
		// Not known yet, or nobody answers.
		case 'TRANSACTION_PENDING':
		case 'RPC_UNREACHABLE':
		case 'RPC_ERROR':
		case 'HISTORY_CUT':
			return 'retry';
		// It has landed: the next look at the lane shows it.
		case 'SEQUENCE_USED':
			return 'retry';
		case 'NETWORK_BUSY':
		case 'OUT_OF_ORDER':
		case 'QUOTE_EXPIRED':
		case 'TRANSACTION_FAILED':
		case 'NOT_ACCEPTED':
			return 'rebuild';
		case 'SALES_CLOSED':
			return 'refund';
		case 'BALANCE_FROZEN':
		case 'TIER_UNKNOWN':
		case 'OVER_ORDER_LIMIT':
		case 'EVENT_NOT_OURS':
		case 'LANE_UNKNOWN':
		case 'BATCH_SIZE_INVALID':
		case 'SEQUENCE_GAP':
		case 'SIGNATURE_WRONG':
		case 'CALL_FAILED':
		case 'OTHER':
			return 'review';
		default:
			return trouble satisfies never;
	}
}

/** Errors of the SDK's own client have no code: nobody answered, or not in words that it knows. */
export function troubleOf(error: unknown): Trouble {
	if (!(error instanceof PassaError)) return 'RPC_ERROR';
	return troubles.find((code) => code === error.code) ?? 'OTHER';
}

/** Those that somebody should hear of at once. */
export const isAlarm = (trouble: Trouble): boolean =>
	trouble === 'INSUFFICIENT_USDC' || trouble === 'NO_TRUSTLINE' || verdict(trouble) === 'review';
