import type { Provider } from './providers.ts';

/** Reasons why money goes back to its payer. */
export const refundReasons = [
	/** The event had ended when the money came. */
	'EVENT_OVER',
	/** No seats were left when the money came. */
	'TIER_SOLD_OUT',
	/** Somebody else was paying for the listed ticket when the money came. */
	'LISTING_HELD',
	/** The listed ticket was sold to somebody else, taken off sale or refunded before it was bought. */
	'LISTING_GONE',
	/** The network did not sell the listed ticket in time. */
	'LISTING_REFUSED',
	/** The treasury had too little USDC when the money came. */
	'TREASURY_SHORT',
	/** The order has another payment already. */
	'SECOND_RECEIPT',
	/** The contract served other items of the batch, but not this one. */
	'NOT_SERVED',
	/** The contract sells no more tickets of the event. */
	'SALES_CLOSED',
	/** A person decided it. */
	'DECIDED',
	/** A person returned the money outside of this program. */
	'RETURNED_ELSEWHERE',
	/** The provider reversed the payment without our request. */
	'REVERSED',
	// Tickets that were issued.
	'EVENT_CANCELLED',
	'ASKED_BY_BUYER',
	'ASKED_BY_ORGANIZER',
	'ASKED_BY_SUPPORT',
	/** Its holder sold the ticket to another fan. */
	'SOLD_BY_BUYER',
] as const;
export type RefundReason = (typeof refundReasons)[number];

/** Why a person must look: the reason of a case, and of an order under review. */
export const reviewReasons = [
	// What providers said about an order's money does not fit together.
	'AMOUNT_WRONG',
	'CONTRADICTION',
	'NO_RECEIPT',
	'UNCONFIRMED',
	'PULL_GAP',
	'SECOND_RECEIPT',
	'LATE_MONEY',
	'RECEIPT_TAKEN',
	'RECEIPT_DIFFERS',
	'NOT_PULLED',
	/** A message of the provider cannot be read. */
	'MESSAGE_UNREADABLE',
	/** So many different messages came to one address that more are only counted. */
	'HOOK_FLOODED',
	/** The provider refuses our login or our account. */
	'MERCHANT_REFUSED',
	'MONEY_REVERSED',
	// A person asked for it.
	'ASKED',
	// The provider's statement.
	'REFERENCE_UNKNOWN',
	'REFERENCE_DIFFERS',
	'PULL_ROW_STRANGE',
	'PULL_ROW_FAILED',
	'PULL_STALE',
	/** A span of the statement stays unreadable; the rest is read. */
	'PULL_SPAN_UNREAD',
	// Refunds.
	'REFUND_FAILED',
	'REFUND_NO_RESULT',
	'REFUND_REFUSED',
	'REFUND_UNCONFIRMED',
	/** The contract does not take the tickets back. */
	'REFUND_NOT_ON_CHAIN',
	/** Nobody's number is known to send the money to. */
	'REFUND_NO_PHONE',
	/** An earlier try of a refund is said to be paid, while a newer one is out or paid. */
	'PAID_TWICE',
	// Settlement.
	'RECEIPT_MISSING',
	'BOUND_BEFORE',
	'LANDED_ASTRAY',
	'LANDED_OTHER',
	'LANDED_ANYWAY',
	'SETTLE_STUCK',
	// The keeper.
	'EVENTS_MISSING',
	'ENTRIES_EXPIRING',
	// Settlement: error codes of `settle_batch`.
	'SALES_CLOSED',
	'BALANCE_FROZEN',
	'TIER_UNKNOWN',
	'OVER_ORDER_LIMIT',
	'EVENT_NOT_OURS',
	'LANE_UNKNOWN',
	'BATCH_SIZE_INVALID',
	'SEQUENCE_GAP',
	'SIGNATURE_WRONG',
	'CALL_FAILED',
	'OTHER',
] as const;
export type ReviewReason = (typeof reviewReasons)[number];

/** Why an order failed or expired although no provider refused it. */
export const failureReasons = [
	'HOLD_OVER',
	'PUSH_LOST',
	'MONEY_CAME',
	'EVENT_OVER',
	'TIER_SOLD_OUT',
	'TREASURY_SHORT',
	'DECIDED',
	'CANCELLED',
] as const;

/** A provider's own result code behind its name, e.g. `MPESA_1032`: an open set. */
export type ProviderReason = `${Uppercase<Provider>}_${string}`;
export const prefixOf = <P extends Provider>(provider: P) => provider.toUpperCase() as Uppercase<P>;
export type FailureReason = (typeof failureReasons)[number] | ProviderReason;

/** Why an order is in its state: it failed or expired, its money goes back, or a person looks at it. */
export type OrderReason = FailureReason | RefundReason | ReviewReason;

/** The contract has issued the order's tickets, or may have, in another batch. */
export const mayBeIssued: readonly ReviewReason[] = [
	'LANDED_OTHER',
	'LANDED_ASTRAY',
	'LANDED_ANYWAY',
	'BOUND_BEFORE',
];

/** Something may have been given already, so giving it again costs. */
export const doubtful: readonly ReviewReason[] = [...mayBeIssued, 'REFUND_NO_RESULT', 'PAID_TWICE'];
