import type { ReviewReason } from '../reasons.ts';
import type { CorroboratedPayments } from './corroborated-payments.ts';
import type { Evidence } from './push-evidence.ts';

/** A message reports a push as paid, and its money is not found yet. */
export type MissingMoney = {
	push: string;
	since: number;
	reason: Extract<ReviewReason, 'NO_RECEIPT' | 'UNCONFIRMED'>;
};

export const missingMoneyOf = (evidence: Evidence[], { served }: CorroboratedPayments): MissingMoney[] =>
	evidence
		.filter((e) => !e.contradictory && !served.has(e.push.id))
		.flatMap((e): MissingMoney[] => {
			const since = Math.min(e.claims[0]?.at ?? Infinity, e.corroborated?.at ?? Infinity);
			if (since === Infinity) return [];
			return [{ push: e.push.id, since, reason: e.corroborated ? 'NO_RECEIPT' : 'UNCONFIRMED' }];
		});
