import * as m from '#lib/paraglide/messages.js';
import type { EventErrorCode } from '#platform/client.ts';
import type { GiftErrorCode } from '#relayer/client.ts';
import type { AccountWordedCode } from '../account/account-words.ts';
import { entryOf } from '../text/entry-of.ts';
import type { Fault } from '../text/failure.ts';
import { publishWords } from './publish-words.ts';

const words = {
	EVENT_NOT_YOURS: m.opserr_EVENT_NOT_YOURS,
	EVENT_NOT_INDEXED: m.puberr_NOT_INDEXED,
	DOCUMENT_UNKNOWN: m.opserr_DOCUMENT_UNKNOWN,
	EVENT_TOO_OLD: m.err_EVENT_TOO_OLD,
	PICTURE_NOT_FOUND: m.picerr_NOT_FOUND,
	// To buyers the same code means that there is nothing to buy.
	SALES_CLOSED: m.opserr_SALES_CLOSED,
	INSUFFICIENT_USDC: m.opserr_INSUFFICIENT_USDC,
	REFUNDS_OPEN: m.opserr_REFUNDS_OPEN,
	NOTHING_DUE: m.opserr_NOTHING_DUE,
	GIFT_GIVEN: m.opserr_GIFT_GIVEN,
	GIFT_OTHER: m.opserr_GIFT_OTHER,
	TOO_MANY_GIFTS: m.opserr_TOO_MANY_GIFTS,
	// Of the account that Passa holds.
	EVENT_TOO_NEW: m.helderr_EVENT_TOO_NEW,
	TOO_MUCH_TODAY: m.helderr_TOO_MUCH,
	HELD_SIGNS_ALONE: m.helderr_SIGNS_ALONE,
} satisfies Record<Exclude<EventErrorCode | GiftErrorCode, AccountWordedCode>, () => string> &
	Record<string, () => string>;

/** Why an operation on a published event failed. The page also says whether it may still be carried out. */
export const operationWords = (fault: Fault): string => entryOf(words, fault.code)?.() ?? publishWords(fault);
