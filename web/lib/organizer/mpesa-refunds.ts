import type { RefundProgress } from '#relayer/client.ts';

type Places = RefundProgress['refunds'];
/** Orders whose shillings stand at one place; `percent` is whole. */
type Bar = { place: keyof typeof barPlaces; count: number; percent: number };

/** What one bar counts together. */
const barPlaces = {
	returned: ['returned'],
	returning: ['returning'],
	waiting: ['waiting', 'proposed'],
	needsFunding: ['needsFunding'],
	review: ['review'],
} as const satisfies Record<string, readonly (keyof Places)[]>;

/** Refunds by where they stand, those that are over first; without places that have none. */
export function mpesaBars({ refunds }: Pick<RefundProgress, 'refunds'>): Bar[] {
	const counts = Object.entries(barPlaces).map(([place, parts]) => ({
		place: place as Bar['place'],
		count: parts.reduce((sum, each) => sum + refunds[each], 0),
	}));
	const all = counts.reduce((sum, { count }) => sum + count, 0);
	return counts
		.filter(({ count }) => count > 0)
		.map((each) => ({ ...each, percent: Math.floor((each.count * 100) / all) }));
}

/** Whether nothing of it waits any more: each issued order has its refund, and each refund has ended. */
export const isMpesaOver = ({ opened, refunds, unissued }: RefundProgress): boolean =>
	opened && unissued === 0 && mpesaBars({ refunds }).every(({ place }) => place === 'returned');
