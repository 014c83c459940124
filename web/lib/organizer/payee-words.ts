import * as m from '#lib/paraglide/messages.js';
import type { PayeeErrorCode } from '#platform/client.ts';
import { type AccountWordedCode, accountWords } from '../account/account-words.ts';
import { entryOf } from '../text/entry-of.ts';
import type { Fault } from '../text/failure.ts';
import { payeeRefusalWords } from '../text/payee-refusal-words.ts';

const words = {
	PAYEE_NOT_FOUND: m.payerr_PAYEE_NOT_FOUND,
	PAYEE_ANSWERED: m.payerr_PAYEE_ANSWERED,
	PAYEE_CONTACT_MISSING: m.payerr_PAYEE_CONTACT_MISSING,
	PAYEE_HOLD_UNAVAILABLE: m.payerr_HOLD,
	PAYEE_TWICE: m.payerr_TWICE,
	PAYEE_MEMO_REQUIRED: m.prob_PAYEE_MEMO_REQUIRED,
	PAYEE_UNCHECKED: m.prob_PAYEE_UNCHECKED,
	...payeeRefusalWords,
	INVITATION_OVER: m.payerr_INVITATION_OVER,
	INVITATION_NOT_YOURS: m.teamerr_NOT_YOURS,
	UNSAVED: m.pi_unsaved,
} satisfies Record<Exclude<PayeeErrorCode, AccountWordedCode>, () => string> & Record<string, () => string>;

/** Why an invitation of a payee, or its answer, was refused. */
export const payeeWords = (fault: Fault): string => entryOf(words, fault.code)?.() ?? accountWords(fault);
