import type { Books } from './accounting.ts';
import type { Terms } from './event.ts';
import type { Counters } from './event-version.ts';

/** What accounting needs of an event's state, as it was read or replayed. */
export const booksOf = ({
	counters,
	terms,
	paid,
}: {
	counters: Omit<Counters, 'n' | 'log'>;
	terms: Pick<Terms, 'payees' | 'policy'>;
	paid: bigint[];
}): Books => ({
	gross: counters.gross,
	refunded: counters.refunded,
	topUps: counters.topUps,
	shortfalls: counters.shortfalls,
	commissions: counters.commissions,
	creatorsPaid: counters.creatorsPaid,
	overpaid: counters.overpaid,
	cancelled: counters.cancelled,
	bps: terms.payees.map((p) => p.bps),
	paid,
	reserveBps: terms.policy.reserve_bps,
	releaseAt: terms.policy.release_at,
});
