import * as m from '#lib/paraglide/messages.js';
import type {
	ContactErrorCode,
	GoodwillErrorCode,
	HandoverErrorCode,
	InterventionErrorCode,
	OrderErrorCode,
	PassErrorCode,
	RefundErrorCode,
	SaleErrorCode,
	WallErrorCode,
} from '#relayer/client.ts';
import { chainFailures } from './chain-failures.ts';
import { entryOf } from './entry-of.ts';

/**
 * Why a service, a wallet or the network refused. `code` is stable. `message` is for people, where no words exist for
 * the code, and for programs.
 */
export type Fault = { code: string; message: string };

/** Refusals of wallets and of our services: every code of an order has words. */
const otherFailures = {
	NO_WALLET: m.err_NO_WALLET,
	NO_LOBSTR: m.err_NO_LOBSTR,
	DECLINED: m.err_DECLINED,
	WALLET_RELOAD: m.err_WALLET_RELOAD,
	OTHER_ACCOUNT: m.err_OTHER_ACCOUNT,
	WALLET_ERROR: m.err_WALLET_ERROR,
	DEMO_EMPTY: m.err_DEMO_EMPTY,
	OFFLINE: m.offline,
	WALLET_NOT_READY: m.err_WALLET_NOT_READY,
	PHONE_NOT_KENYAN: m.err_PHONE_NOT_KENYAN,
	PHONE_UNKNOWN: m.err_PHONE_UNKNOWN,
	PHONE_NOT_PAYERS: m.err_PHONE_NOT_PAYERS,
	TIER_NOT_IN_KES: m.err_TIER_NOT_IN_KES,
	PHONE_CODE_NEEDED: m.err_PHONE_CODE_NEEDED,
	PUSH_OPEN: m.err_PUSH_OPEN,
	MONEY_CAME: m.err_MONEY_CAME,
	TOO_MANY_TRIES: m.err_TOO_MANY_TRIES,
	REPEATED_TOO_SOON: m.err_REPEATED_TOO_SOON,
	TOO_MANY_UNPAID: m.err_TOO_MANY_UNPAID,
	TREASURY_SHORT: m.err_TREASURY_SHORT,
	PRICE_OFF_RATE: m.err_PRICE_OFF_RATE,
	OVER_MPESA_LIMIT: m.err_OVER_MPESA_LIMIT,
	SALE_ENDS_SOON: m.err_SALE_ENDS_SOON,
	IDEMPOTENCY_MISMATCH: m.err_IDEMPOTENCY_MISMATCH,
	METHOD_UNAVAILABLE: m.err_METHOD_UNAVAILABLE,
	SERVICE_UNREACHABLE: m.err_SERVICE_UNREACHABLE,
	UNAVAILABLE: m.err_SERVICE_UNREACHABLE,
	ORDER_STATE: m.err_ORDER_STATE,
	ORDER_NOT_FOUND: m.err_ORDER_NOT_FOUND,
	STARTING: m.err_STARTING,
	FORBIDDEN: m.err_FORBIDDEN,
	STRONG_NEEDED: m.err_STRONG_NEEDED,
	TEAM_NOT_FOUND: m.err_TEAM_NOT_FOUND,
	DRAFT_NOT_FOUND: m.err_DRAFT_NOT_FOUND,
	DRAFT_CHANGED: m.err_DRAFT_CHANGED,
	DRAFT_PUBLISHED: m.err_DRAFT_PUBLISHED,
	EVENTS_LIMITED: m.err_EVENTS_LIMITED,
	REQUEST_INVALID: m.err_REQUEST_INVALID,
	REQUEST_TOO_LARGE: m.err_REQUEST_TOO_LARGE,
	ORIGIN_FORBIDDEN: m.err_ORIGIN_FORBIDDEN,
	WALLET_INVALID: m.err_WALLET_INVALID,
	TOO_MANY_DRAFTS: m.err_TOO_MANY_DRAFTS,
	ACCOUNT_GONE: m.err_ACCOUNT_GONE,
	EMAIL_INVALID: m.err_EMAIL_INVALID,
	CONTACT_CHANGED_OFTEN: m.err_CONTACT_CHANGED_OFTEN,
	EVENT_OVER: m.err_EVENT_OVER,
	NO_NUMBER_PAID: m.err_NO_NUMBER_PAID,
	ORDERS_UNREAD: m.err_ORDERS_UNREAD,
	LISTING_HELD: m.err_LISTING_HELD,
	LISTING_AGAIN: m.err_LISTING_AGAIN,
	PRICE_CHANGED: m.err_PRICE_CHANGED,
	HANDOVER_NOT_FOUND: m.err_HANDOVER_NOT_FOUND,
	HANDOVER_NOT_YOURS: m.err_HANDOVER_NOT_YOURS,
	HANDOVER_TAKEN: m.err_HANDOVER_TAKEN,
	HANDOVER_CANCELLED: m.err_HANDOVER_CANCELLED,
	HANDOVER_EXPIRED: m.err_HANDOVER_EXPIRED,
	HANDOVER_OPEN: m.err_HANDOVER_OPEN,
	TICKET_GIVEN: m.err_TICKET_GIVEN,
	WALLET_MOVE_OPEN: m.err_WALLET_MOVE_OPEN,
	TOO_MANY_HANDOVERS: m.err_TOO_MANY_HANDOVERS,
	TOO_MANY_REQUESTS: m.err_TOO_MANY_REQUESTS,
	PLATFORM_AWAY: m.err_SERVICE_UNREACHABLE,
	INDEXER_UNREACHABLE: m.err_NETWORK_UNREACHABLE,
	NETWORK_UNREACHABLE: m.err_NETWORK_UNREACHABLE,
	EVENT_WITHOUT_REFUNDS: m.err_EVENT_WITHOUT_REFUNDS,
	TICKET_SOLD_ON: m.err_TICKET_SOLD_ON,
	TICKET_CLAIMED: m.err_TICKET_CLAIMED,
	REFUNDS_CLOSED: m.err_REFUNDS_CLOSED,
	REFUNDS_NONE: m.err_REFUNDS_NONE,
	MONEY_REVERSED: m.err_MONEY_REVERSED,
	REFUND_STATE: m.err_REFUND_STATE,
	REFUND_BY_ITSELF: m.err_REFUND_BY_ITSELF,
	REFUND_NOT_FOUND: m.err_REFUND_NOT_FOUND,
	SECOND_PERSON_NEEDED: m.err_SECOND_PERSON_NEEDED,
	PERSON_NEEDED: m.err_PERSON_NEEDED,
	REFUND_IN_TIME: m.err_REFUND_IN_TIME,
	ASKED_TOO_OFTEN: m.err_ASKED_TOO_OFTEN,
	REQUEST_BEING_SIGNED: m.err_REQUEST_BEING_SIGNED,
	PART_NOT_OPEN: m.err_PART_NOT_OPEN,
	REQUEST_NOT_FOUND: m.err_REQUEST_NOT_FOUND,
	REQUEST_ANSWERED: m.err_REQUEST_ANSWERED,
	ALREADY_PAUSED: m.err_ALREADY_PAUSED,
	NOT_PAUSED: m.err_NOT_PAUSED,
	HOURS_NEEDED: m.err_HOURS_NEEDED,
	ACT_OPEN: m.err_ACT_OPEN,
	ACT_BEING_SIGNED: m.err_ACT_BEING_SIGNED,
	ACT_OVER: m.err_ACT_OVER,
	ACT_NOT_FOUND: m.err_ACT_NOT_FOUND,
	CREDITS_UNKNOWN: m.err_CREDITS_UNKNOWN,
	CREDITS_UNREAD: m.err_CREDITS_UNREAD,
	KEY_NOT_IN_CHARGE: m.err_KEY_NOT_IN_CHARGE,
	TICKET_IN_CUSTODY: m.err_TICKET_IN_CUSTODY,
	PASS_NEEDS_PROOF: m.err_PASS_NEEDS_PROOF,
	STATIC_PASS_OFF: m.err_STATIC_PASS_OFF,
	NO_PROVED_NUMBER: m.err_NO_PROVED_NUMBER,
	DELEGATION_OVER: m.err_DELEGATION_OVER,
	WALLET_IS_CONTRACT: m.err_WALLET_IS_CONTRACT,
	TICKET_MOVED: m.err_TICKET_MOVED,
	WALL_OFF: m.err_WALL_OFF,
	WALL_BLOCKED: m.err_WALL_BLOCKED,
	WALL_FULL: m.err_WALL_FULL,
	WALL_POST_UNKNOWN: m.err_WALL_POST_UNKNOWN,
	WALL_POST_ENDED: m.err_WALL_POST_ENDED,
	TEXT_TOO_LONG: m.err_TEXT_TOO_LONG,
	TEXT_MISSING: m.err_TEXT_MISSING,
	TEXT_HAS_LINK: m.err_TEXT_HAS_LINK,
} satisfies Record<
	Exclude<
		| OrderErrorCode
		| ContactErrorCode
		| RefundErrorCode
		| GoodwillErrorCode
		| HandoverErrorCode
		| SaleErrorCode
		| PassErrorCode
		| WallErrorCode
		| InterventionErrorCode,
		keyof typeof chainFailures
	>,
	() => string
> &
	Record<string, () => string>;

/** Codes that `failureWords` has words for. */
export type WordedCode = keyof typeof chainFailures | keyof typeof otherFailures;

/** What happened, for people; an unknown code is shown with its message. The page says beside it whether money moved. */
export function failureWords(code: string, message: string): string {
	// This error's own message names the right network.
	if (code === 'WRONG_NETWORK') return m.err_WRONG_NETWORK({ network: message });
	const words = entryOf(chainFailures, code) ?? entryOf(otherFailures, code);
	return words?.() ?? m.err_other({ message, code });
}

const undecided = ['TRANSACTION_PENDING', 'SERVICE_UNREACHABLE', 'UNAVAILABLE', 'INTERNAL', 'UNEXPECTED'];

/** Whether the request may still have been carried out. */
export const isUndecided = (code: string): boolean => undecided.includes(code);
