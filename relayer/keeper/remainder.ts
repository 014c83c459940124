import type { EventState } from '#shared/chain/state/event-state.ts';
import { cash, spare } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import { supports } from '#shared/contract/supports.ts';

/** What is left in an event and nobody has asked for. */
export type Remainder = {
	event: string;
	/** Every ticket of a cancelled event is given back, and money is left: the organizer's, then the payees'. */
	closes: boolean;
	/** Something waits for the platform's treasury, or may: the contract says how much. */
	owes: boolean;
};

/** Null if nothing is left, and while the event is frozen. */
export function remainderOf(event: string, state: EventState, closeTime: bigint): Remainder | null {
	const { cancelled, refundable, owed, shortfalls } = state.counters;
	if (!supports(state.version.version, 'refunds') || closeTime < state.powers.frozenUntil) return null;
	const closes = cancelled && refundable === 0n && cash(booksOf(state)) > 0n;
	const owes = owed > 0n || (shortfalls > 0n && !cancelled && spare(booksOf(state)) > 0n);
	return closes || owes ? { event, closes, owes } : null;
}
