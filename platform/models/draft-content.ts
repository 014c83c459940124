import { z } from '@hono/zod-openapi';
import {
	cleanAddress,
	type DraftTextField,
	draftTexts,
	mostActs,
	mostCount,
	mostFreezeHours,
	mostReleaseDays,
	typedText,
} from '#shared/draft-fields.ts';
import { payeeRoles as allRoles } from '#shared/payee-roles.ts';
import { cleanText, type TextRule, unitsOf } from '#shared/text.ts';

/** Words of a field, clean. Too long ones are kept up to a bound, and are a problem of the field (`check`). */
const words = (field: DraftTextField) => {
	const rule: TextRule = draftTexts[field];
	return z
		.string()
		.overwrite((text) => cleanText(text, rule))
		.max(unitsOf(rule))
		.openapi({ description: `at most ${rule.most} characters to publish` });
};

/** What was typed into a field of numbers and is none: `checkTyped` names the fault, and the field has no value. */
const typed = z
	.string()
	.overwrite((text) => cleanText(text))
	.max(unitsOf(typedText))
	.openapi({ description: 'as it was typed, where it is no value of the field' });

/**
 * Nairobi's wall clock, as an `<input type="datetime-local">` gives it, whose year may get too many digits; empty when
 * unset.
 */
const localTime = z
	.string()
	.regex(/^(\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2})?$/)
	.openapi({ description: 'Africa/Nairobi; empty: unset', example: '2026-12-12T14:00' });
const shillings = z
	.string()
	.regex(/^\d{0,9}$/)
	.openapi({ description: 'whole shillings; empty: unset', example: '2500' });
const dollars = z
	.string()
	.regex(/^(\d{1,9}(\.\d{0,7})?)?$/)
	.openapi({ description: 'USDC; empty: from the face price', example: '19.5' });
const count = z.int().min(0).max(mostCount).nullable();
const bps = z.int().min(0).max(10_000).openapi({ description: 'basis points: 10 000 is all' });

/** The platform's own share is not listed: publishing adds it. */
export const payeeRoles = allRoles.filter((role) => role !== 'platform');

const tier = z
	.strictObject({
		name: words('tiers.name'),
		description: words('tiers.description'),
		price: shillings,
		usdcPrice: dollars,
		capacity: count,
		fiatQuota: count.openapi({ description: 'of these, for M-Pesa and bank buyers' }),
		opensAt: localTime.openapi({ description: 'Africa/Nairobi; empty: at once' }),
		closesAt: localTime.openapi({ description: 'Africa/Nairobi; empty: when the event ends' }),
		perOrder: count,
		typed: z
			.strictObject({ price: typed, usdcPrice: typed, capacity: typed, fiatQuota: typed, perOrder: typed })
			.partial()
			.optional(),
	})
	.openapi('DraftTier');

const address = z.string().overwrite(cleanAddress).max(80);

const payee = z
	.strictObject({
		name: words('payees.name'),
		address: address.openapi({ description: 'G…, M… or C…; the first: the publishing wallet' }),
		role: z.enum(payeeRoles),
		bps,
		invited: z
			.uuid()
			.optional()
			.openapi({ description: 'names its invitation, where it is known by a number or e-mail address' }),
		typed: z.strictObject({ bps: typed }).partial().optional(),
	})
	.openapi('DraftPayee');

const policy = z
	.strictObject({
		reserveBps: bps.openapi({ description: 'of every share, held until the release' }),
		releaseDays: z.int().min(0).max(mostReleaseDays).openapi({ description: 'days after the end' }),
		refundUntil: localTime.openapi({
			description: 'Africa/Nairobi; empty: no refunds by the buyer’s choice',
		}),
		transferable: z.boolean(),
		freezeHours: z
			.int()
			.min(0)
			.max(mostFreezeHours)
			.openapi({ description: 'before the start, transfers end' }),
		resaleCapBps: z.int().min(0).max(100_000).openapi({ description: 'of the price paid; 0: no resale' }),
		resaleLimit: z.int().min(0).max(1000),
		royaltyBps: bps,
		commissionCapBps: bps.openapi({ description: 'most that creators may earn, of the organizer’s share' }),
		consent: z
			.boolean()
			.optional()
			.openapi({ description: 'no sale before every payee accepted on chain; unset: false' }),
		complimentary: count
			.optional()
			.openapi({ description: 'the most tickets that are given away; unset: none' }),
		typed: z
			.strictObject({
				reserveBps: typed,
				releaseDays: typed,
				freezeHours: typed,
				commissionCapBps: typed,
				resaleCapBps: typed,
				resaleLimit: typed,
				royaltyBps: typed,
				complimentary: typed,
			})
			.partial()
			.optional(),
	})
	.openapi('DraftPolicy');

const coordinate = (most: number) => z.number().min(-most).max(most).nullable();

/** What the picture shows, for people who do not see it. Either language may be empty. */
const alt = z.strictObject({ en: words('picture.alt.en'), sw: words('picture.alt.sw') });
const picture = z
	.strictObject({ media: z.uuid().openapi({ description: 'of the same account' }), alt })
	.openapi('DraftPicture');

/** What an organizer writes. It may be incomplete; `check` lists what is missing. */
export const draftContent = z
	.strictObject({
		basics: z
			.strictObject({
				name: words('basics.name'),
				description: words('basics.description'),
				category: words('basics.category'),
				lineup: z.array(words('basics.lineup')).max(mostActs * 10),
				venue: z.strictObject({
					name: words('basics.venue.name'),
					city: words('basics.venue.city'),
					lat: coordinate(90),
					lon: coordinate(180),
					typed: z.strictObject({ lat: typed }).partial().optional(),
				}),
				doorsAt: localTime
					.optional()
					.openapi({ description: 'Africa/Nairobi, when gates open; empty or unset: at the start' }),
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
