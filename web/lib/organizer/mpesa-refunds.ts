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

/** Whether nothing of it waits any more: each issued order has its refund, and each refund has ended. */
export const isMpesaOver = ({ opened, refunds, unissued }: RefundProgress): boolean =>
	opened && unissued === 0 && mpesaBars({ refunds }).every(({ stage }) => stage === 'returned');
