import type { RefundOffer } from '#relayer/client.ts';

/** Whether only the date is against giving a ticket back, so that the organizer may agree to it. */
export const isLate = (refusal: RefundOffer['tickets'][number]['refusal']): boolean =>
	refusal === 'REFUNDS_CLOSED' || refusal === 'REFUNDS_NONE';
