import { z } from '@hono/zod-openapi';
import { payeeRoles as allRoles } from '#shared/payee-roles.ts';

/** Text that Postgres's JSON and a page can hold: well-formed, without control characters. */
const control = /[\p{Cc}]/u;
const controlButBreaks = /[^\P{Cc}\n\t]/u;
const text = (most: number, unfit: RegExp) =>
	z
		.string()
		.max(most)
		.refine((t) => t.isWellFormed() && !unfit.test(t), 'has characters that no text has');
const line = (most: number) => text(most, control);
const paragraphs = (most: number) => text(most, controlButBreaks);

/** Nairobi's wall clock, as an `<input type="datetime-local">` gives it; empty when unset. */
export const localTime = z
	.string()
	.regex(/^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})?$/)
	.openapi({ description: 'Africa/Nairobi; empty: unset', example: '2026-12-12T14:00' });
const shillings = z
	.string()
	.regex(/^\d{0,9}$/)
	.openapi({ description: 'whole shillings; empty: unset', example: '2500' });
const dollars = z
	.string()
	.regex(/^(\d{1,9}(\.\d{0,7})?)?$/)
	.openapi({ description: 'USDC; empty: from the face price', example: '19.5' });
const count = z.int().min(0).max(4_294_967_295).nullable();
const bps = z.int().min(0).max(10_000).openapi({ description: 'basis points: 10 000 is all' });

/** The platform's own share is not listed: publishing adds it. */
export const payeeRoles = allRoles.filter((role) => role !== 'platform');

const tier = z
	.strictObject({
		name: line(80),
		description: line(300),
		price: shillings,
		usdcPrice: dollars,
		capacity: count,
		fiatQuota: count.openapi({ description: 'of these, for M-Pesa and bank buyers' }),
		opensAt: localTime.openapi({ description: 'Africa/Nairobi; empty: at once' }),
		closesAt: localTime.openapi({ description: 'Africa/Nairobi; empty: when the event ends' }),
		perOrder: count,
	})
	.openapi('DraftTier');

const payee = z
	.strictObject({
		name: line(80),
		address: z.string().max(80).openapi({ description: 'G…, M… or C…; the first: the publishing wallet' }),
		role: z.enum(payeeRoles),
		bps,
	})
	.openapi('DraftPayee');

const policy = z
	.strictObject({
		reserveBps: bps.openapi({ description: 'of every share, held until the release' }),
		releaseDays: z.int().min(0).max(365).openapi({ description: 'days after the end' }),
		refundUntil: localTime.openapi({
			description: 'Africa/Nairobi; empty: no refunds by the buyer’s choice',
		}),
		transferable: z.boolean(),
		freezeHours: z.int().min(0).max(8760).openapi({ description: 'before the start, transfers end' }),
		resaleCapBps: z.int().min(0).max(100_000).openapi({ description: 'of the price paid; 0: no resale' }),
		resaleLimit: z.int().min(0).max(1000),
		royaltyBps: bps,
		commissionCapBps: bps.openapi({ description: 'most that creators may earn, of the organizer’s share' }),
	})
	.openapi('DraftPolicy');

const coordinate = (most: number) => z.number().min(-most).max(most).nullable();

/** What the picture shows, for people who do not see it. Either language may be empty. */
const alt = z.strictObject({ en: line(300), sw: line(300) });
const picture = z
	.strictObject({ media: z.uuid().openapi({ description: 'of the same account' }), alt })
	.openapi('DraftPicture');

/** What an organizer writes. It may be incomplete; `check` lists what is missing. */
export const draftContent = z
	.strictObject({
		basics: z
			.strictObject({
				name: line(64),
				description: paragraphs(5000),
				category: line(40),
				lineup: z.array(line(80)).max(40),
				venue: z.strictObject({
					name: line(120),
					city: line(80),
					lat: coordinate(90),
					lon: coordinate(180),
				}),
				startsAt: localTime,
				endsAt: localTime,
			})
			.openapi('DraftBasics'),
		picture: picture.nullable().default(null),
		tiers: z.array(tier).max(16),
		payees: z.array(payee).max(9).openapi({ description: 'the organizer first' }),
		policy,
	})
	.openapi('DraftContent');

export type DraftContent = z.infer<typeof draftContent>;
export type DraftTier = z.infer<typeof tier>;
export type DraftPayee = z.infer<typeof payee>;
