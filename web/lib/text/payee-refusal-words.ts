import * as m from '#lib/paraglide/messages.js';
import type { PayeeRefusal } from '#shared/chain/state/payee-standing.ts';

/** Why a payee could never use its money: in a draft, at an invitation, and if the chain refuses. */
export const payeeRefusalWords = {
	PAYEE_IS_ISSUER: m.prob_PAYEE_IS_ISSUER,
	PAYEE_IS_CONTRACT: m.prob_PAYEE_IS_CONTRACT,
	PAYEE_CONTRACT_MISSING: m.prob_PAYEE_CONTRACT_MISSING,
	PAYEE_ACCOUNT_MISSING: m.prob_PAYEE_ACCOUNT_MISSING,
	PAYEE_LOCKED: m.prob_PAYEE_LOCKED,
	PAYEE_NO_TRUST_LINE: m.prob_PAYEE_NO_TRUST_LINE,
	PAYEE_FROZEN: m.prob_PAYEE_FROZEN,
} satisfies Record<PayeeRefusal, () => string>;
