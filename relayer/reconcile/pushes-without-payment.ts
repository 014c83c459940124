import type { ReviewReason } from '../reasons.ts';
import type { CorroboratedPayments } from './corroborated-payments.ts';
import type { Evidence } from './push-evidence.ts';

/** A message reports a push as paid, and its money is not found yet. */
export type PushWithoutPayment = {
	push: string;
	since: number;
	reason: Extract<ReviewReason, 'NO_RECEIPT' | 'UNCONFIRMED' | 'CONTRADICTION'>;
};

export const pushesWithoutPayment = (
	evidence: Evidence[],
	{ served }: CorroboratedPayments,
): PushWithoutPayment[] =>
	evidence
		.filter((e) => !e.contradictory && !served.has(e.push.id))
		.flatMap((e): PushWithoutPayment[] => {
			const since = Math.min(e.claims[0]?.at ?? Infinity, e.corroborated?.at ?? Infinity);
			if (since === Infinity) return [];
			return [{ push: e.push.id, since, reason: reasonOf(e) }];
		});

function reasonOf({ corroborated, refusals, claims }: Evidence): PushWithoutPayment['reason'] {
	if (!corroborated) return 'UNCONFIRMED';
	return refusals.length > 0 && claims.length === 0 ? 'CONTRADICTION' : 'NO_RECEIPT';
}
