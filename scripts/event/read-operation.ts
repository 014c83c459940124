import { randomBytes } from 'node:crypto';
import { StrKey } from '@stellar/stellar-sdk';
import type { EventState } from '#shared/chain/state/event-state.ts';
import { refundMoney } from '#shared/chain/submit/operate.ts';
import { Currency } from '#shared/contract/event.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { PassaError } from '#shared/errors.ts';
import { guestIn } from '#shared/guest.ts';
import { parseRate, playRate, usdcFor } from '#shared/kes-rate.ts';
import { kesCents, parseUsdc } from '#shared/money.ts';
import { wholeNumber } from '../flags.ts';

/** What `--do` can be. */
const acts = [
	...(['cancel', 'postpone', 'pause', 'resume', 'add-tier', 'complimentary'] as const),
	...(['fund-refunds', 'return-top-ups', 'pay-payee'] as const),
] as const;
const known = [...acts, 'details'];

/** Flags that say what is done, as they were typed. */
export type OperationFlags = {
	do?: string | undefined;
	/** Days, of a postponement. */
	days?: string | undefined;
	/** A new tier's: shillings, seats of all, seats for M-Pesa, tickets in an order, the tier whose free seats it takes. */
	kes?: string | undefined;
	capacity?: string | undefined;
	'fiat-quota'?: string | undefined;
	'per-order'?: string | undefined;
	replaces?: string | undefined;
	/** Of a complimentary ticket. */
	to?: string | undefined;
	tier?: string | undefined;
	/** The place of a payee in the splits, from 0. */
	payee?: string | undefined;
	/** USDC, for refunds; unset: what is missing. */
	amount?: string | undefined;
};

const day = 86_400n;
const mostSeats = 1_000_000;

/** Throws FLAGS_INVALID with the flag's name; NOTHING_MISSING if refunds need no more money. */
export function readOperation(flags: OperationFlags, state: EventState): EventOperation {
	const act = acts.find((each) => each === flags.do);
	if (!act) throw new PassaError('FLAGS_INVALID', `--do must be one of ${known.join(', ')}`);
	switch (act) {
		case 'postpone':
			return { do: act, by: BigInt(number(flags, 'days', 1, 180)) * day };
		case 'add-tier':
			return { do: act, ...newTier(flags, state) };
		case 'complimentary':
			return { do: act, to: receiver(flags.to), tier: number(flags, 'tier', 0, 15), nonce: freshNonce() };
		case 'pay-payee':
			return { do: act, index: number(flags, 'payee', 0, 9) };
		case 'fund-refunds':
			return { do: act, amount: amountOf(flags.amount, state) };
		default:
			return { do: act };
	}
}

type NumberFlag = 'days' | 'kes' | 'capacity' | 'fiat-quota' | 'per-order' | 'replaces' | 'tier' | 'payee';

function number(flags: OperationFlags, name: NumberFlag, min: number, max: number): number {
	const text = flags[name];
	if (text === undefined) throw new PassaError('FLAGS_INVALID', `--${name} must be given`);
	return wholeNumber(name, text, min, max);
}

/** Sold from now on until the event ends, at the play rate: with real money organizers add tiers on their own page. */
function newTier(flags: OperationFlags, { terms }: EventState) {
	const face = kesCents(BigInt(number(flags, 'kes', 1, 10_000_000)) * 100n);
	const capacity = number(flags, 'capacity', 1, mostSeats);
	const optional = (name: NumberFlag, otherwise: number, max: number) =>
		flags[name] === undefined ? otherwise : number(flags, name, 0, max);
	return {
		tier: {
			price: usdcFor(face, parseRate(playRate)),
			face: { currency: Currency.Kes, amount: face },
			capacity,
			fiat_quota: optional('fiat-quota', Math.floor(capacity / 2), capacity),
			opens_at: 0n,
			closes_at: terms.ends_at,
			per_order: optional('per-order', 10, 20),
		},
		replaces: flags.replaces === undefined ? null : number(flags, 'replaces', 0, 15),
	};
}

/** A wallet's address, or a phone or e-mail address as messages go there. */
function receiver(to: string | undefined): string {
	const guest = guestIn(to ?? '');
	if (guest && (guest.by !== 'wallet' || StrKey.isValidEd25519PublicKey(guest.to))) return guest.to;
	throw new PassaError(
		'FLAGS_INVALID',
		'--to must be a wallet (G and 55 more characters), a Kenyan number or an e-mail address',
	);
}

/** Whether its guest has no wallet: then the ticket goes into custody, and a message with a link to the guest. */
export const isByMessage = (
	operation: EventOperation,
): operation is Extract<EventOperation, { do: 'complimentary' }> =>
	operation.do === 'complimentary' && guestIn(operation.to)?.by !== 'wallet';

function amountOf(text: string | undefined, state: EventState): bigint {
	if (text === undefined) {
		const { missing } = refundMoney(state);
		if (missing > 0n) return missing;
		throw new PassaError('NOTHING_MISSING', 'The event holds enough to give everybody their money back.');
	}
	try {
		return parseUsdc(text);
	} catch {
		throw new PassaError('FLAGS_INVALID', '--amount must be USDC, like 12.50');
	}
}

const freshNonce = (): bigint => randomBytes(8).readBigUInt64BE();
