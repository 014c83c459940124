import { eventV1Failures } from '../event-v1/failures.ts';
import type { Failures } from '../failures.ts';

/** contracts/event/src/errors.rs. Numbers of the first version keep their meaning; some have more than one cause now. */
export const eventV2Failures = {
	...eventV1Failures,
	110: {
		code: 'EVENT_TIMES_INVALID',
		message:
			'The times are out of order: refunds end, transfers close, doors open, the event starts and then ends.',
	},
	116: {
		code: 'POLICY_INVALID',
		message: 'The rules for reserve, refunds, commission or resale do not fit together.',
	},
	119: { code: 'SPLITS_FIXED', message: 'The shares and rules are fixed since the first order.' },
	122: { code: 'PAYEE_INVALID', message: 'Money paid to that address would be lost. Name another payee.' },
	123: { code: 'PRICE_TOO_LOW', message: 'A ticket price must be at least 0.01 USDC.' },
	124: { code: 'EVENT_TOO_FAR', message: 'The event must end within three years from now.' },
	125: {
		code: 'RESERVE_UNDER_MINIMUM',
		message: 'The platform asks this event for a larger reserve. Raise it and try again.',
	},
	126: {
		code: 'SPLITS_CHANGED',
		message: 'The shares or rules have changed. Look at the new ones and accept again.',
	},
	127: { code: 'ALREADY_ACCEPTED', message: 'This payee has already accepted.' },
	128: { code: 'CAPACITY_TOO_LARGE', message: 'That is more seats than an event can have.' },
	129: {
		code: 'ADDRESS_TAKEN',
		message: 'That address belongs to a contract or to the issuer of USDC. Name another one.',
	},
	205: {
		code: 'SEATS_IN_USE',
		message: 'The replaced tier does not have so many free seats. Choose a smaller capacity.',
	},
	310: {
		code: 'CONSENT_MISSING',
		message: 'Tickets are not on sale yet: some payees have not accepted their share.',
	},
	311: { code: 'COMPLIMENTARY_OVER', message: 'All tickets that may be given away are given away.' },
	403: { code: 'BATCH_SIZE_INVALID', message: 'One call takes 1 to 50 orders.' },
	502: {
		code: 'COMMISSION_TOO_HIGH',
		message: "That commission is above the event's limit. Choose a lower one.",
	},
	503: { code: 'TOO_MANY_CREATORS', message: 'One call pays at most 8 creators. Make another for the rest.' },
	504: {
		code: 'CREDITS_WRONG',
		message: "The credits are not those of the order's sale. Read the sale again and repeat them.",
	},
	505: {
		code: 'NEEDS_FUNDING',
		message: 'The event does not hold enough for this refund. The organizer must add money first.',
	},
	506: {
		code: 'REFUNDS_OPEN',
		message: 'Buyers can still ask for refunds. Try again when all are paid or the time is over.',
	},
	507: { code: 'NOT_REFUNDABLE', message: 'Nobody paid for this ticket, so nothing can be given back.' },
	508: {
		code: 'EVENT_BALANCE_FROZEN',
		message: "USDC's issuer has frozen the event's balance. Nothing can be paid until it is lifted.",
	},
	509: {
		code: 'MIXED_TICKETS',
		message: 'These tickets have different holders or payers. Refund them one by one.',
	},
	510: { code: 'NOT_FIAT', message: 'This order was not paid by mobile money or bank.' },
	511: {
		code: 'REVERSAL_TOO_LATE',
		message: 'The payment is older than 31 days: its tickets can no longer be reversed.',
	},
	512: {
		code: 'CANNOT_RECEIVE',
		message: 'That address cannot hold USDC yet. Add USDC to it, or name another one.',
	},
	513: { code: 'CREATOR_INVALID', message: 'That address cannot be a creator. Name another one.' },
	514: {
		code: 'NOT_CUSTODIAL',
		message: "The money of this ticket is not the platform's. Its payer asks for the refund.",
	},
	608: { code: 'TICKET_LISTED', message: 'The ticket is for sale. Take it off sale first.' },
	609: { code: 'NOT_LISTED', message: 'The ticket is not for sale, or no longer.' },
	610: {
		code: 'NOT_IN_CUSTODY',
		message: "The platform does not keep this ticket: it is in its owner's wallet.",
	},
	611: {
		code: 'RESALES_OFF',
		message: 'Tickets of this event cannot be sold on, and one that was sold on cannot be reversed.',
	},
	612: { code: 'RESALE_LIMIT', message: "This ticket was sold on as often as the event's rules allow." },
	613: {
		code: 'PRICE_ABOVE_CAP',
		message: "The price is above the event's limit for resales. Choose a lower one.",
	},
	614: { code: 'TICKET_COMPLIMENTARY', message: 'A complimentary ticket cannot be sold.' },
	615: { code: 'NOT_GATE', message: 'This gate is not admitted to check tickets. Ask the organizer.' },
	616: { code: 'DOORS_CLOSED', message: 'The doors are not open yet.' },
	650: { code: 'EVENT_CANCELLED', message: 'The event is cancelled.' },
	651: {
		code: 'EVENT_FROZEN',
		message: "The event's money is stopped while the platform looks into it. Try again later.",
	},
	652: { code: 'NOT_ALLOWED', message: 'This address may not do that, or not yet.' },
	653: { code: 'TOO_LATE', message: 'The time for this is over.' },
	654: { code: 'POSTPONED_BEFORE', message: 'An event can be postponed only once.' },
	655: {
		code: 'DELAY_INVALID',
		message: 'An event can be postponed by up to 180 days, and frozen for up to 7 days.',
	},
	656: { code: 'FROZEN_BEFORE', message: 'An event can be frozen only once.' },
	657: { code: 'TOO_MANY_GATES', message: 'An event has at most 16 gates. Remove one first.' },
	658: { code: 'NOT_CANCELLED', message: 'This is possible only after the event was cancelled.' },
} as const satisfies Failures;
