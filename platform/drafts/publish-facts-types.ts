import { StrKey } from '@stellar/stellar-sdk';
import type { PayeeStanding } from '#shared/chain/state/payee-standing.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import type { Picture } from '#shared/picture.ts';
import type { PayeeAnswers } from './payee-answers.ts';

/** The facts that the network and people give: the registry's rules, its time, the rate, the account's wallets, answers. */
export type NetworkFacts = {
	/** Unix seconds. */
	now: bigint;
	platform: string;
	platformFeeBps: number;
	minReserveBps: number;
	rate: KesRate;
	wallets: string[];
	/** Of a payee's address on the ledger; null if it was not read. */
	standingOf: (address: string) => PayeeStanding | null;
	/** What invited payees answered. */
	answers: PayeeAnswers;
	/** The account that is paid for those who are paid later; null if nobody can be. */
	payouts: string | null;
};

/** All that a draft is checked against. `picture` is null if it has none, or one that is not there. */
export type PublishFacts = NetworkFacts & { picture: Picture | null };

/** A code of the contracts, or a problem that only we find. */
export type Report = (path: string, code: number | Words) => void;
/** `name`: of the payee that it is about. */
export type Words = { code: string; message: string; name?: string };

export const words = (code: string, message: string): Words => ({ code, message });

export const isAddress = (text: string): boolean =>
	StrKey.isValidEd25519PublicKey(text) ||
	StrKey.isValidMed25519PublicKey(text) ||
	StrKey.isValidContract(text);
