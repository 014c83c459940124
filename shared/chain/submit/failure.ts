import { xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';

type Known = { code: string; message: string };

/** Contract errors by number: contracts/event/src/errors.rs and contracts/registry/src/errors.rs. */
export const passaErrors: Record<number, Known> = {
	100: { code: 'NO_TIERS', message: 'An event needs at least one ticket tier.' },
	101: { code: 'TOO_MANY_TIERS', message: 'An event has at most 16 tiers.' },
	102: { code: 'PRICE_NOT_POSITIVE', message: 'A ticket price must be above zero.' },
	103: { code: 'PRICE_NOT_EXACT', message: 'A ticket price must be a multiple of 0.001 USDC.' },
	104: {
		code: 'FACE_PRICE_INVALID',
		message: 'The face price must be above zero, and whole shillings in KES.',
	},
	105: { code: 'CAPACITY_ZERO', message: 'A tier needs at least one seat.' },
	106: { code: 'QUOTA_OVER_CAPACITY', message: 'The fiat quota cannot exceed the capacity.' },
	107: { code: 'ORDER_LIMIT_INVALID', message: 'The limit per order must be 1 to 20 tickets.' },
	108: {
		code: 'SALE_WINDOW_INVALID',
		message: 'A sale must open before it closes, and close before the event ends.',
	},
	109: { code: 'EVENT_IN_PAST', message: 'The event must start in the future.' },
	110: { code: 'EVENT_TIMES_INVALID', message: 'The event must end after it starts.' },
	111: { code: 'PAYEE_COUNT_INVALID', message: 'An event has 2 to 10 payees.' },
	112: { code: 'SPLITS_NOT_WHOLE', message: 'The shares must add up to exactly 100 %.' },
	113: { code: 'SHARE_ZERO', message: 'Every payee needs a share of at least 0.01 %.' },
	114: { code: 'PAYEE_TWICE', message: 'A payee can be listed only once.' },
	115: { code: 'ORGANIZER_NOT_FIRST', message: 'The organizer must be the first payee.' },
	116: { code: 'POLICY_INVALID', message: 'The reserve, commission or resale rules do not fit together.' },
	117: { code: 'URI_TOO_LONG', message: 'The metadata address may have at most 256 characters.' },
	118: { code: 'NAME_INVALID', message: 'The name must have 1 to 64 bytes.' },
	119: { code: 'SPLITS_FIXED', message: 'The shares are fixed since the first ticket was sold.' },
	120: { code: 'PLATFORM_SHARE_CHANGED', message: "The platform's share cannot be changed." },
	121: { code: 'PRICE_TOO_HIGH', message: 'A price may be at most 100 million USDC.' },
	122: { code: 'PAYEE_INVALID', message: 'The event itself cannot be one of its payees.' },
	200: { code: 'TIER_UNKNOWN', message: 'There is no such ticket tier.' },
	201: {
		code: 'TIER_SOLD_OUT',
		message: 'Not enough tickets are left in this tier. Choose fewer, or another tier.',
	},
	202: { code: 'QUOTA_EXCEEDED', message: "That is more than the organizer's quota for fiat buyers." },
	203: { code: 'NOTHING_TO_RELEASE', message: 'Fewer seats than that are set aside.' },
	204: { code: 'AMOUNT_ZERO', message: 'The amount must be above zero.' },
	300: { code: 'SALES_CLOSED', message: 'Ticket sales are closed.' },
	301: {
		code: 'TERMS_CHANGED',
		message: "The event's terms have changed. Look at the new ones and try again.",
	},
	302: { code: 'ITEM_COUNT_INVALID', message: 'An order has 1 to 5 tiers.' },
	303: {
		code: 'OVER_ORDER_LIMIT',
		message: 'That is not within the number of tickets one order may have in this tier.',
	},
	304: { code: 'TOO_MANY_TICKETS', message: 'An order has at most 20 tickets.' },
	305: { code: 'SALE_NOT_OPEN', message: 'The sale of this tier has not opened yet.' },
	306: { code: 'SALE_OVER', message: 'The sale of this tier is over.' },
	307: { code: 'TOTAL_ABOVE_MAX', message: 'The price is above what you agreed to. Ask for a new quote.' },
	308: { code: 'ORDER_EXISTS', message: 'This order was already placed.' },
	309: {
		code: 'HELD_MONEY_CAP',
		message: 'This event cannot take more money until its payees were paid. Try again in a minute.',
	},
	400: { code: 'LANE_UNKNOWN', message: 'There is no such settlement lane.' },
	401: { code: 'SEQUENCE_USED', message: 'This batch was already settled.' },
	402: { code: 'SEQUENCE_GAP', message: 'An earlier batch of this lane is missing.' },
	403: { code: 'BATCH_SIZE_INVALID', message: 'A batch has 1 to 50 items.' },
	500: { code: 'PAYEE_UNKNOWN', message: 'There is no such payee.' },
	501: { code: 'NOTHING_DUE', message: 'Nothing is due to this payee.' },
	600: { code: 'ORDER_UNKNOWN', message: 'There is no such order.' },
	601: { code: 'TICKET_UNKNOWN', message: 'There is no such ticket.' },
	602: { code: 'NOT_OWNER', message: 'The ticket belongs to somebody else.' },
	603: { code: 'TICKET_USED', message: 'The ticket was already used.' },
	604: { code: 'TICKET_REFUNDED', message: 'The ticket was refunded.' },
	605: { code: 'TRANSFERS_OFF', message: 'Tickets of this event cannot be transferred.' },
	606: { code: 'TRANSFERS_FROZEN', message: 'Transfers have closed: the event is about to begin.' },
	607: { code: 'TRANSFER_TO_SELF', message: 'The ticket is already yours.' },
	700: { code: 'PLATFORM_SHARE_MISSING', message: "The shares must include the platform's fee." },
	701: { code: 'RESERVE_TOO_SMALL', message: 'A larger reserve is required of this event.' },
	702: { code: 'EVENT_NOT_OURS', message: 'This registry did not deploy that event.' },
	704: { code: 'EVENT_EXISTS', message: 'This organizer has already published an event with this nonce.' },
	703: { code: 'CONFIG_INVALID', message: "The registry's configuration is not valid." },
};

/** Errors of the Stellar Asset Contract (soroban-env-host, builtin contract errors). */
const assetErrors: Record<number, Known> = {
	10: { code: 'INSUFFICIENT_USDC', message: 'There is not enough USDC in the wallet. Nothing was paid.' },
	11: { code: 'BALANCE_FROZEN', message: "USDC's issuer has frozen this balance." },
	13: { code: 'NO_TRUSTLINE', message: 'The wallet does not accept USDC yet. Add USDC to it and try again.' },
};

/** The contract error numbers that a failed simulation's diagnostic events (base64) tell, first cause first. */
export function contractErrors(diagnostics: string[]): number[] {
	return diagnostics.flatMap((text) => {
		const { event } = xdr.DiagnosticEvent.fromXdr(text, 'base64');
		const values = [...event.body.v0.topics, event.body.v0.data];
		return values.flatMap((v) =>
			v.type === 'scvError' && v.error.type === 'sceContract' ? [v.error.contractCode] : [],
		);
	});
}

/** The contract's own reason, where the diagnostic events (base64) tell one. */
export function contractFailure(diagnostics: string[], detail: object = {}): PassaError | null {
	for (const number of contractErrors(diagnostics)) {
		const known = passaErrors[number] ?? assetErrors[number];
		if (known)
			return new PassaError(known.code, known.message, { detail: { contractError: number, ...detail } });
	}
	return null;
}

/** What a failed call means for the person who made it. */
export const failureOf = (diagnostics: string[], words: string): PassaError =>
	contractFailure(diagnostics) ??
	new PassaError('CALL_FAILED', `The contract refused the call: ${words.split('\n')[0]}`, {
		detail: { words },
	});

/** Results of transactions that the network did not even take. */
const refusals: Record<string, Known> = {
	txBadAuth: {
		code: 'SIGNATURE_WRONG',
		message:
			'The wallet signed with another key, or for another network. Choose the right one and try again.',
	},
	txBadSeq: {
		code: 'OUT_OF_ORDER',
		message: 'Another transaction of this wallet came first. Ask for a new quote.',
	},
	txTooLate: { code: 'QUOTE_EXPIRED', message: 'The quote has expired. Ask for a new one.' },
	txInsufficientBalance: {
		code: 'INSUFFICIENT_XLM',
		message: 'There is not enough XLM in the wallet for the network fee.',
	},
	txInsufficientFee: {
		code: 'NETWORK_BUSY',
		message: 'The network is busy and the fee too low. Ask for a new quote.',
	},
	TRY_AGAIN_LATER: { code: 'NETWORK_BUSY', message: 'The network is busy. Try again in a minute.' },
};

export function refusalOf(why: string): PassaError {
	const known = refusals[why];
	const { code, message } = known ?? {
		code: 'NOT_ACCEPTED',
		message: `The network did not take the transaction (${why}).`,
	};
	return new PassaError(code, `${message} Nothing was paid.`, { detail: { why } });
}
