import * as m from '#lib/paraglide/messages.js';
import type { DraftErrorCode } from '#platform/client.ts';
import { type AccountWordedCode, accountWords } from '../account/account-words.ts';
import { entryOf } from '../text/entry-of.ts';
import type { Fault } from '../text/failure.ts';
import { shortAddress } from '../text/short-address.ts';

type Words = (message: string) => string;

const words = {
	OTHER_WALLET: (address) => m.puberr_OTHER_WALLET({ wallet: shortAddress(address, 6) }),
	INSUFFICIENT_XLM: () => m.puberr_INSUFFICIENT_XLM(),
	NOT_INDEXED: () => m.puberr_NOT_INDEXED(),
	EVENT_NOT_INDEXED: () => m.puberr_NOT_INDEXED(),
	DRAFT_INCOMPLETE: () => m.puberr_DRAFT_INCOMPLETE(),
	UNSAVED: () => m.puberr_UNSAVED(),
	EVENT_NOT_OF_DRAFT: () => m.puberr_EVENT_NOT_OF_DRAFT(),
	EVENT_IN_PAST: () => m.prob_EVENT_IN_PAST(),
	SALE_WINDOW_INVALID: () => m.prob_SALE_WINDOW_INVALID(),
} satisfies Record<Exclude<DraftErrorCode, AccountWordedCode>, Words> & Record<string, Words>;

/** Why publishing failed. The page also says whether the event may still be on chain. */
export const publishWords = ({ code, message }: Fault): string =>
	entryOf(words, code)?.(message) ?? accountWords({ code, message });
