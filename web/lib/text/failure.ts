import * as m from '#lib/paraglide/messages.js';

type Words = (input: { network: string; message: string }) => string;

const words: Record<string, Words> = {
	NO_WALLET: () => m.err_NO_WALLET(),
	WRONG_NETWORK: ({ message }) => m.err_WRONG_NETWORK({ network: message }),
	DECLINED: () => m.err_DECLINED(),
	NO_TRUSTLINE: () => m.err_NO_TRUSTLINE(),
	INSUFFICIENT_USDC: () => m.err_INSUFFICIENT_USDC(),
	ACCOUNT_UNKNOWN: () => m.err_ACCOUNT_UNKNOWN(),
	TIER_SOLD_OUT: () => m.err_TIER_SOLD_OUT(),
	OVER_ORDER_LIMIT: () => m.err_OVER_ORDER_LIMIT(),
	TERMS_CHANGED: () => m.err_TERMS_CHANGED(),
	SALE_OVER: () => m.err_SALE_OVER(),
	SALE_NOT_OPEN: () => m.err_SALE_NOT_OPEN(),
	RPC_UNREACHABLE: () => m.err_RPC_UNREACHABLE(),
	TRANSACTION_PENDING: () => m.err_TRANSACTION_PENDING(),
};

/** What happened, for people. Whether the money moved is said beside it. */
export function failureWords(code: string, message: string): string {
	return words[code]?.({ network: message, message }) ?? m.err_other({ message });
}

/** After these nobody can say yet whether the payment went through. */
export const isUndecided = (code: string): boolean => code === 'TRANSACTION_PENDING';
