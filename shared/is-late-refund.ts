/**
 * Whether only the date is against giving a ticket back: it is over, or there was none. The organizer's signature sets that
 * aside. `refusal`: a code of `relayer/refunds/decide-refund.ts`; null: nothing is against it.
 */
export const isLateRefund = (refusal: string | null | undefined): boolean =>
	refusal === 'REFUNDS_CLOSED' || refusal === 'REFUNDS_NONE';
