import * as m from '#lib/paraglide/messages.js';
import type { PayeeErrorCode } from '#platform/client.ts';
import { type AccountWordedCode, accountWords } from '../account/account-words.ts';
import { entryOf } from '../text/entry-of.ts';
import type { Fault } from '../text/failure.ts';

const words = {
	PAYEE_NOT_FOUND: m.payerr_PAYEE_NOT_FOUND,
	PAYEE_ANSWERED: m.payerr_PAYEE_ANSWERED,
	PAYEE_CONTACT_MISSING: m.payerr_PAYEE_CONTACT_MISSING,
	PAYEE_HOLD_UNAVAILABLE: m.payerr_HOLD,
	PAYEE_TWICE: m.payerr_TWICE,
	PAYEE_MEMO_REQUIRED: m.prob_PAYEE_MEMO_REQUIRED,
	PAYEE_UNCHECKED: m.prob_PAYEE_UNCHECKED,
	PAYEE_IS_ISSUER: m.prob_PAYEE_IS_ISSUER,
	PAYEE_IS_CONTRACT: m.prob_PAYEE_IS_CONTRACT,
	PAYEE_CONTRACT_MISSING: m.prob_PAYEE_CONTRACT_MISSING,
	PAYEE_ACCOUNT_MISSING: m.prob_PAYEE_ACCOUNT_MISSING,
	PAYEE_LOCKED: m.prob_PAYEE_LOCKED,
	PAYEE_NO_TRUST_LINE: m.prob_PAYEE_NO_TRUST_LINE,
	PAYEE_FROZEN: m.prob_PAYEE_FROZEN,
	INVITATION_OVER: m.payerr_INVITATION_OVER,
	INVITATION_NOT_YOURS: m.teamerr_NOT_YOURS,
	UNSAVED: m.pi_unsaved,
} satisfies Record<Exclude<PayeeErrorCode, AccountWordedCode>, () => string> & Record<string, () => string>;

/** Why an invitation of a payee, or its answer, was refused. */
export const payeeWords = (fault: Fault): string => entryOf(words, fault.code)?.() ?? accountWords(fault);
