import * as m from '#lib/paraglide/messages.js';

/** Why a service, a wallet or the network refused. `code` is stable; `message` is for people and programs without its words. */
export type Fault = { code: string; message: string };

type Words = (input: { network: string; message: string }) => string;

const words: Record<string, Words> = {
	NO_WALLET: () => m.err_NO_WALLET(),
	WRONG_NETWORK: ({ message }) => m.err_WRONG_NETWORK({ network: message }),
	DECLINED: () => m.err_DECLINED(),
	WALLET_RELOAD: () => m.err_WALLET_RELOAD(),
	OTHER_ACCOUNT: () => m.err_OTHER_ACCOUNT(),
	SIGNATURE_WRONG: () => m.err_OTHER_ACCOUNT(),
	WALLET_ERROR: () => m.err_WALLET_ERROR(),
	DEMO_EMPTY: () => m.err_DEMO_EMPTY(),
	NO_TRUSTLINE: () => m.err_NO_TRUSTLINE(),
	INSUFFICIENT_USDC: () => m.err_INSUFFICIENT_USDC(),
	ACCOUNT_UNKNOWN: () => m.err_ACCOUNT_UNKNOWN(),
	QUOTE_EXPIRED: () => m.err_QUOTE_EXPIRED(),
	OUT_OF_ORDER: () => m.err_QUOTE_EXPIRED(),
	NETWORK_BUSY: () => m.err_NETWORK_BUSY(),
	INSUFFICIENT_XLM: () => m.err_INSUFFICIENT_XLM(),
	BALANCE_FROZEN: () => m.err_BALANCE_FROZEN(),
	HELD_MONEY_CAP: () => m.err_HELD_MONEY_CAP(),
	TRANSACTION_FAILED: () => m.err_TRANSACTION_FAILED(),
	NOT_ACCEPTED: () => m.err_TRANSACTION_FAILED(),
	TIER_SOLD_OUT: () => m.err_TIER_SOLD_OUT(),
	OVER_ORDER_LIMIT: () => m.err_OVER_ORDER_LIMIT(),
	TERMS_CHANGED: () => m.err_TERMS_CHANGED(),
	TOTAL_ABOVE_MAX: () => m.err_TERMS_CHANGED(),
	SALE_OVER: () => m.err_SALE_OVER(),
	SALES_CLOSED: () => m.err_SALE_OVER(),
	SALE_NOT_OPEN: () => m.err_SALE_NOT_OPEN(),
	RPC_UNREACHABLE: () => m.err_RPC_UNREACHABLE(),
	RPC_ERROR: () => m.err_RPC_UNREACHABLE(),
	TRANSACTION_PENDING: () => m.err_TRANSACTION_PENDING(),
	TRANSACTION_NOT_FOUND: () => m.err_TRANSACTION_NOT_FOUND(),
	PHONE_NOT_KENYAN: () => m.err_PHONE_NOT_KENYAN(),
	PHONE_UNKNOWN: () => m.err_PHONE_UNKNOWN(),
	TIER_NOT_IN_KES: () => m.err_TIER_NOT_IN_KES(),
	TIER_UNKNOWN: () => m.err_TIER_UNKNOWN(),
	EVENT_NOT_FOUND: () => m.err_EVENT_NOT_FOUND(),
	PUSH_OPEN: () => m.err_PUSH_OPEN(),
	MONEY_CAME: () => m.err_MONEY_CAME(),
	TOO_MANY_TRIES: () => m.err_TOO_MANY_TRIES(),
	TREASURY_SHORT: () => m.err_TREASURY_SHORT(),
	PRICE_OFF_RATE: () => m.err_PRICE_OFF_RATE(),
	OVER_MPESA_LIMIT: () => m.err_OVER_MPESA_LIMIT(),
	IDEMPOTENCY_MISMATCH: () => m.err_IDEMPOTENCY_MISMATCH(),
	METHOD_UNAVAILABLE: () => m.err_METHOD_UNAVAILABLE(),
	SERVICE_UNREACHABLE: () => m.err_SERVICE_UNREACHABLE(),
	UNAVAILABLE: () => m.err_SERVICE_UNREACHABLE(),
	ORDER_STATE: () => m.err_ORDER_STATE(),
	REQUEST_INVALID: () => m.err_REQUEST_INVALID(),
	REQUEST_TOO_LARGE: () => m.err_REQUEST_TOO_LARGE(),
	ORIGIN_FORBIDDEN: () => m.err_ORIGIN_FORBIDDEN(),
	WALLET_INVALID: () => m.err_WALLET_INVALID(),
	TOO_MANY_DRAFTS: () => m.err_TOO_MANY_DRAFTS(),
	ACCOUNT_GONE: () => m.err_ACCOUNT_GONE(),
	INDEXER_UNREACHABLE: () => m.err_NETWORK_UNREACHABLE(),
	NETWORK_UNREACHABLE: () => m.err_NETWORK_UNREACHABLE(),
	SPLITS_FIXED: () => m.err_SPLITS_FIXED(),
	PLATFORM_SHARE_CHANGED: () => m.err_PLATFORM_SHARE(),
	PLATFORM_SHARE_MISSING: () => m.err_PLATFORM_SHARE(),
};

/** What happened, for people. The page says beside it whether money moved. */
export function failureWords(code: string, message: string): string {
	return words[code]?.({ network: message, message }) ?? m.err_other({ message, code });
}

const undecided = ['TRANSACTION_PENDING', 'SERVICE_UNREACHABLE', 'UNAVAILABLE', 'INTERNAL', 'UNEXPECTED'];

/** Whether the request may still have been carried out. */
export const isUndecided = (code: string): boolean => undecided.includes(code);
