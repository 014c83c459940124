import type { ReviewReason } from '../reasons.ts';
import type { Evidence } from './evidence.ts';
import type { Money } from './corroborated-payments.ts';

/** Somebody says that a push was paid, and the money is not found yet. */
export type Hint = {
	push: string;
	since: number;
	reason: Extract<ReviewReason, 'NO_RECEIPT' | 'UNCONFIRMED'>;
};

export const hintsOf = (evidence: Evidence[], { served }: Money): Hint[] =>
	evidence
		.filter((e) => !e.contradictory && !served.has(e.push.id))
		.flatMap((e): Hint[] => {
			const since = Math.min(e.claims[0]?.at ?? Infinity, e.vouched?.at ?? Infinity);
			if (since === Infinity) return [];
			return [{ push: e.push.id, since, reason: e.vouched ? 'NO_RECEIPT' : 'UNCONFIRMED' }];
		});
