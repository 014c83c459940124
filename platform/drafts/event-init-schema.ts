import { z } from '@hono/zod-openapi';
import type { EventInitJson } from '#shared/chain/submit/event-init.ts';

const wholeNumber = z.string().regex(/^\d+$/).openapi({ description: 'a whole number', example: '129000' });
const u32 = z.int().min(0).max(4_294_967_295);
const bps = z.int().min(0).max(10_000);

/** The `init` of `create_event` as JSON. `eventInitFromJson` (shared/chain/submit/event-init.ts) decodes it. */
export const eventInitSchema: z.ZodType<EventInitJson> = z
	.strictObject({
		name: z.string(),
		uri: z.string(),
		metadata_hash: z.string().openapi({ description: 'hex' }),
		place_hash: z.string().openapi({ description: 'hex' }),
		complimentary: u32,
		doors_at: wholeNumber.openapi({ description: 'Unix seconds' }),
		starts_at: wholeNumber.openapi({ description: 'Unix seconds' }),
		ends_at: wholeNumber.openapi({ description: 'Unix seconds' }),
		payees: z.array(z.strictObject({ address: z.string(), bps, role: z.literal([0, 1, 2, 3, 4]) })),
		tiers: z.array(
			z.strictObject({
				price: wholeNumber.openapi({ description: 'stroops (10⁻⁷ USDC)' }),
				face: z.strictObject({ currency: z.literal([0, 1]), amount: wholeNumber }),
				capacity: u32,
				fiat_quota: u32,
				opens_at: wholeNumber,
				closes_at: wholeNumber,
				per_order: u32,
			}),
		),
		policy: z.strictObject({
			consent: z.boolean(),
			reserve_bps: bps,
			release_at: wholeNumber,
			refund_until: wholeNumber,
			transferable: z.boolean(),
			freeze_at: wholeNumber,
			resale_cap_bps: u32,
			resale_limit: u32,
			royalty_bps: bps,
			commission_cap_bps: bps,
		}),
	})
	.openapi('EventInit');
