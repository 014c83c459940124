import type { EventState } from '#shared/chain/state/event-state.ts';
import { accounts, type Books, cash, spare } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';

/** What a refund before a cancel costs whom, in stroops. */
export type GoodwillCost = {
	/** What goes back, out of what the event holds. */
	pays: bigint;
	holds: bigint;
	/** What the organizer must put in first, at least: payees have that much already. */
	missing: bigint;
	/** By payee, the organizer first: what it loses of its share, and what of that it has got and keeps until later sales. */
	payees: { loses: bigint; has: bigint }[];
};

/** `commissions` of creators that a refund takes back are not counted: the organizer bears less by them. */
export function goodwillCost(
	state: Pick<EventState, 'counters' | 'terms' | 'paid'>,
	pays: bigint,
): GoodwillCost {
	const books = booksOf(state);
	const after: Books = { ...books, refunded: books.refunded + pays };
	const [then, thereafter] = [accounts(books, 0n), accounts(after, 0n)];
	const left = spare(after);
	return {
		pays,
		holds: cash(books),
		missing: atLeastZero(-left),
		payees: then.map(({ entitled, paid }, i) => {
			const loses = entitled - thereafter[i]!.entitled;
			const beyond = paid - thereafter[i]!.entitled;
			return { loses, has: least(atLeastZero(beyond), loses) };
		}),
	};
}

const atLeastZero = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
