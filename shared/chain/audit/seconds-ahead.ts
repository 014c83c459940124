/**
 * By how many whole seconds a ledger's close time is ahead of the clock that read it; 0: it is not. Both in ISO 8601.
 */
export const secondsAhead = (read: { closedAt: string; readAt: string }): number =>
	Math.max(0, Math.ceil((Date.parse(read.closedAt) - Date.parse(read.readAt)) / 1000));
