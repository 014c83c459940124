import { z } from '@hono/zod-openapi';
import { isoOfSeconds } from '#shared/iso-time.ts';
import type { DraftContent } from '../models/draft-content.ts';
import { freezeOf, policyOf } from './event-init.ts';
import { secondsAt } from './seconds-at.ts';

const isoTime = z.string().openapi({ format: 'date-time' });

export const rulesSchema = z
	.object({
		refundsUntil: isoTime.nullable(),
		policy: z.object({
			reserveBps: z.int(),
			releaseAt: isoTime,
			transferable: z.boolean(),
			freezeAt: isoTime,
			resaleCapBps: z.int(),
			resaleLimit: z.int(),
			royaltyBps: z.int(),
		}),
	})
	.openapi('DraftRules');

/** The rules of a draft as buyers of the event will read them. Null while a time is missing. */
export function rulesOf(content: DraftContent): z.infer<typeof rulesSchema> | null {
	if (secondsAt(content.basics.endsAt) === null || freezeOf(content) === null) return null;
	const policy = policyOf(content);
	return {
		// A time that is being typed is null.
		refundsUntil: policy.refund_until > 0n ? isoOfSeconds(policy.refund_until) : null,
		policy: {
			reserveBps: policy.reserve_bps,
			releaseAt: isoOfSeconds(policy.release_at),
			transferable: policy.transferable,
			freezeAt: isoOfSeconds(policy.freeze_at),
			resaleCapBps: policy.resale_cap_bps,
			resaleLimit: policy.resale_limit,
			royaltyBps: policy.royalty_bps,
		},
	};
}
