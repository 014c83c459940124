import type { RefundProgress } from '#relayer/client.ts';

type Places = RefundProgress['refunds'];
/** Orders whose shillings stand at one stage of a refund; `percent` is whole. */
type Bar = { stage: keyof typeof barStages; count: number; percent: number };

/** What one bar counts together. */
const barStages = {
	returned: ['returned'],
	returning: ['returning'],
	waiting: ['waiting', 'proposed'],
	needsFunding: ['needsFunding'],
	review: ['review'],
} as const satisfies Record<string, readonly (keyof Places)[]>;

/** Refunds by where they stand, those that are over first; without stages that have none. */
export function mpesaBars({ refunds }: Pick<RefundProgress, 'refunds'>): Bar[] {
	const counts = Object.entries(barStages).map(([stage, parts]) => ({
		stage: stage as Bar['stage'],
		count: parts.reduce((sum, each) => sum + refunds[each], 0),
	}));
	const all = counts.reduce((sum, { count }) => sum + count, 0);
	return counts
		.filter(({ count }) => count > 0)
		.map((each) => ({ ...each, percent: Math.floor((each.count * 100) / all) }));
}

/** Tickets that were paid by M-Pesa: those that the chain shows as given back, and all. */
type OnChain = { done: { tickets: number }; all: { tickets: number } };

/**
 * Whether nothing of it waits any more: the chain shows each ticket as given back, and each refund has ended with its
 * money. A refund that was withdrawn left its tickets, so the relayer's rows alone do not tell.
 */
export const isMpesaOver = (
	{ opened, refunds, unissued }: Omit<RefundProgress, 'event' | 'cancelled' | 'kes'>,
	{ done, all }: OnChain,
): boolean =>
	done.tickets === all.tickets &&
	opened &&
	unissued === 0 &&
	mpesaBars({ refunds }).every(({ stage }) => stage === 'returned');
