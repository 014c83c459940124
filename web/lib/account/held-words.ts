import * as m from '#lib/paraglide/messages.js';
import { entryOf } from '#lib/text/entry-of.ts';
import type { Fault } from '#lib/text/failure.ts';
import type { HeldErrorCode } from '#relayer/client.ts';
import { payeeRefusalWords } from '../text/payee-refusal-words.ts';
import { accountWords } from './account-words.ts';

const words: Partial<
	Record<HeldErrorCode | 'DECLINED' | 'NO_HELD_ACCOUNT' | 'AMOUNT_INVALID', () => string>
> = {
	HELD_UNAVAILABLE: m.helderr_UNAVAILABLE,
	HELD_MISSING: m.helderr_MISSING,
	NO_HELD_ACCOUNT: m.helderr_MISSING,
	HELD_EXISTS: m.helderr_EXISTS,
	ACT_OVER: m.helderr_ACT_OVER,
	ADDRESS_TOO_NEW: m.helderr_TOO_NEW,
	ADDRESS_UNKNOWN: m.helderr_UNKNOWN,
	ADDRESS_INVALID: m.helderr_INVALID,
	TOO_MANY_ADDRESSES: m.helderr_TOO_MANY,
	TOO_MUCH_TODAY: m.helderr_TOO_MUCH,
	WALLET_NOT_YOURS: m.helderr_NOT_YOURS,
	PAYEE_NO_TRUST_LINE: payeeRefusalWords.PAYEE_NO_TRUST_LINE,
	AMOUNT_INVALID: m.helderr_AMOUNT,
	CONTACT_NEEDED: m.helderr_CONTACT_NEEDED,
	EVENT_TOO_NEW: m.helderr_EVENT_TOO_NEW,
	LAST_PASSKEY: m.helderr_LAST_PASSKEY,
	PASSKEY_TOO_NEW: m.helderr_PASSKEY_TOO_NEW,
	RESET_NEEDED: m.helderr_RESET_NEEDED,
	DECLINED: m.helderr_DECLINED,
};

/** Why something about an account that Passa holds was refused. */
export const heldWords = (fault: Fault): string => entryOf(words, fault.code)?.() ?? accountWords(fault);
