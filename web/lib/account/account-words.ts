import * as m from '#lib/paraglide/messages.js';
import { entryOf } from '#lib/text/entry-of.ts';
import { type Fault, failureWords, type WordedCode } from '#lib/text/failure.ts';
import type { AccountErrorCode } from '#platform/client.ts';

const words = {
	CODE_WRONG: m.accerr_CODE_WRONG,
	EMAIL_INVALID: m.accerr_EMAIL_INVALID,
	PHONE_NOT_KENYAN: m.accerr_PHONE_NOT_KENYAN,
	TOO_MANY_REQUESTS: m.accerr_TOO_MANY,
	CHALLENGE_OVER: m.accerr_CHALLENGE_OVER,
	SIGNATURE_WRONG: m.accerr_SIGNATURE_WRONG,
	KEY_NOT_IN_CHARGE: m.accerr_KEY_NOT_IN_CHARGE,
	IDENTITY_TAKEN: m.accerr_IDENTITY_TAKEN,
	LAST_IDENTITY: m.accerr_LAST_IDENTITY,
	IDENTITY_OF_STAFF: m.accerr_IDENTITY_OF_STAFF,
	WALLET_PUBLISHES: m.accerr_WALLET_PUBLISHES,
	WALLET_OF_TEAM: m.accerr_WALLET_OF_TEAM,
	IDENTITY_NOT_FOUND: m.accerr_IDENTITY_NOT_FOUND,
	SIGN_IN_NEEDED: m.accerr_SESSION_OVER,
	SERVICE_UNREACHABLE: m.accerr_OUT_OF_REACH,
	UNAVAILABLE: m.accerr_OUT_OF_REACH,
	INTERNAL: m.accerr_OUT_OF_REACH,
	NAME_INVALID: m.accerr_NAME_INVALID,
	NAME_OF_PASSA: m.accerr_NAME_OF_PASSA,
	DECLINED: m.accerr_WALLET_DECLINED,
	HELD_UNAVAILABLE: m.helderr_UNAVAILABLE,
	HELD_NOT_OPEN: m.helderr_NOT_OPEN,
	ACT_OVER: m.helderr_ACT_OVER,
	FACTOR_CODE_WRONG: m.accerr_FACTOR_CODE_WRONG,
	FACTOR_NOT_FOUND: m.accerr_FACTOR_NOT_FOUND,
	FACTOR_EXISTS: m.accerr_FACTOR_EXISTS,
	SIGN_IN_AGAIN: m.accerr_SIGN_IN_AGAIN,
	PERSON_UNKNOWN: m.accerr_PERSON_UNKNOWN,
	RESET_EXISTS: m.accerr_RESET_EXISTS,
	RESET_NOT_FOUND: m.accerr_RESET_NOT_FOUND,
	SECOND_PERSON_NEEDED: m.accerr_SECOND_PERSON,
	PASSKEY_REFUSED: m.accerr_PASSKEY_REFUSED,
	PASSKEY_NOT_FOUND: m.accerr_PASSKEY_NOT_FOUND,
	PASSKEY_COPIED: m.accerr_PASSKEY_COPIED,
	PASSKEY_EXISTS: m.accerr_PASSKEY_EXISTS,
	TOO_MANY_PASSKEYS: m.accerr_TOO_MANY_PASSKEYS,
	PASSKEY_UNSUPPORTED: m.accerr_PASSKEY_UNSUPPORTED,
	PASSKEY_CANCELLED: m.accerr_PASSKEY_CANCELLED,
} satisfies Record<Exclude<AccountErrorCode, WordedCode>, () => string> & Record<string, () => string>;

/** Codes that `accountWords` has words for. */
export type AccountWordedCode = WordedCode | keyof typeof words;

export const accountWords = ({ code, message }: Fault): string =>
	entryOf(words, code)?.() ?? failureWords(code, message);
