import type { Credit } from './event.ts';

/** What a wallet does with a ticket. Prices in stroops. */
export type TicketAction =
	| { do: 'transfer'; ticket: bigint; to: string }
	| { do: 'list'; ticket: bigint; price: bigint }
	| { do: 'unlist'; ticket: bigint }
	/** For at most `price`. */
	| { do: 'buy'; ticket: bigint; price: bigint }
	/** Tickets of one order, bit i = ticket i, with the credits that its sale published. */
	| { do: 'refund'; order: bigint; mask: number; credits: readonly Credit[] }
	/** What the event could not deliver to this wallet, such as a refund. */
	| { do: 'claim-owed' };
