/** The version of this rule: a root keeps the one by which its points were counted. */
export const pointsRule = 1;

/** What the chain says of a ticket, as far as points go. */
export type TicketFact = {
	/** Whether its event was cancelled. */
	cancelled: boolean;
	/** Given away by the organizer: nobody paid. */
	complimentary: boolean;
	/** 0 KES, 1 USD; minor units, so cents of either. */
	face: { currency: number; amount: bigint };
	state: 'valid' | 'used' | 'refunded';
};

/** `purchase` belongs to who paid for the ticket last, `attendance` to who held it as it was used. */
export type TicketPoints = { purchase: bigint; attendance: bigint };

export const attendancePoints = 100n;
/** Minor units of the face price for one point: KES 100, or a dollar. */
const minorUnitsPerPoint: Readonly<Record<number, bigint>> = { 0: 10_000n, 1: 100n };

const none: TicketPoints = { purchase: 0n, attendance: 0n };

/**
 * The points of a ticket as it stands now, so whatever takes a ticket back takes its points: a refund, a reversal, a
 * cancelled event. A ticket that was sold on gives its purchase points to the last buyer alone; selling it round and round
 * makes no more of them.
 */
export function pointsOf({ cancelled, complimentary, face, state }: TicketFact): TicketPoints {
	if (cancelled || state === 'refunded') return none;
	const perPoint = minorUnitsPerPoint[face.currency];
	const paid = complimentary || perPoint === undefined ? 0n : face.amount / perPoint;
	return { purchase: paid, attendance: state === 'used' ? attendancePoints : 0n };
}
