import { z } from '@hono/zod-openapi';
import { payeeRoles } from '#shared/payee-roles.ts';
import { pictureSchema } from '#shared/picture-schema.ts';
import type { Seal } from '#shared/seal.server.ts';
import type { DraftContent } from '../models/draft-content.ts';
import type { PayeeInvitationRow } from '../models/payees.ts';
import { check } from './check.ts';
import { warningsOf } from './check-payees.ts';
import { platformName } from './event-init.ts';
import { chainPayees } from './paid-to.ts';
import { payeeInvitationView } from './payee-answers.ts';
import { faceOf, priceOf } from './price.ts';
import type { PublishFacts } from './publish-facts-types.ts';
import { rulesOf, rulesSchema } from './rules-of.ts';
import { secondsAt } from './seconds-at.ts';

const stroopsText = z.string().openapi({ description: 'stroops (10⁻⁷ USDC)', example: '193800000' });
const centsText = z.string().openapi({ description: 'cents of a shilling', example: '250000' });
const isoTime = z.string().openapi({ format: 'date-time' });

const problemSchema = z
	.object({
		path: z.string().openapi({ description: 'the field of the content', example: 'tiers.0.price' }),
		code: z.string().openapi({ description: 'stable', example: 'PRICE_NOT_POSITIVE' }),
		message: z.string(),
		name: z.string().optional().openapi({ description: 'of the payee that it is about' }),
	})
	.openapi('DraftProblem');

export const previewSchema = z
	.object({
		version: z.int(),
		problems: z.array(problemSchema).openapi({ description: 'none: it can be published' }),
		warnings: z.array(problemSchema).openapi({ description: 'what the organizer should look at' }),
		startsAt: isoTime.nullable(),
		endsAt: isoTime.nullable(),
		payees: z.array(
			z.object({
				name: z.string(),
				role: z.enum(payeeRoles),
				address: z.string(),
				bps: z.int(),
				held: z
					.array(z.object({ name: z.string(), role: z.enum(payeeRoles), bps: z.int() }))
					.openapi({ description: 'of the payouts account: whose money it gets' }),
			}),
		),
		invitations: z
			.array(
				z
					.object({
						payee: z.string().openapi({ description: '`invited` of the payee' }),
						to: z.string().openapi({ description: 'masked' }),
						state: z.enum(['sent', 'wallet', 'held']),
						address: z.string().nullable(),
						sentAt: isoTime,
						answeredAt: isoTime.nullable(),
						expiresAt: isoTime,
					})
					.openapi('PayeeInvitation'),
			)
			.openapi({ description: 'open or answered' }),
		canHold: z.boolean().openapi({ description: 'whether payees may choose to be paid later' }),
		bpsTotal: z.int().openapi({ description: '10 000 when the shares are whole' }),
		tiers: z.array(
			z.object({
				name: z.string(),
				face: centsText.nullable(),
				price: stroopsText.nullable(),
				shares: z
					.array(z.object({ usdc: stroopsText, kes: centsText.nullable() }))
					.openapi({ description: 'of one ticket, in the order of `payees`' }),
			}),
		),
		rules: rulesSchema.nullable().openapi({ description: 'as buyers read them' }),
		picture: pictureSchema.nullable().openapi({ description: 'as the event will show it' }),
		kesPerUsd: z.string().openapi({ description: 'the rate that prices follow from', example: '129.00' }),
	})
	.openapi('DraftPreview');

export type DraftPreview = z.infer<typeof previewSchema>;

const wholeBps = 10_000n;

type Invited = { seal: Seal; invitations: PayeeInvitationRow[] };

/** What buyers and payees would see of a draft, and what invited payees answered. Payees as the contract would get them. */
export function previewOf(
	content: DraftContent,
	version: number,
	facts: PublishFacts,
	{ seal, invitations }: Invited,
): DraftPreview {
	const payees: DraftPreview['payees'] = [
		...chainPayees(content, facts).map(({ held, ...payee }) => ({
			...payee,
			held: held.map(({ name, role, bps }) => ({ name, role, bps })),
		})),
		{ name: platformName, role: 'platform', address: facts.platform, bps: facts.platformFeeBps, held: [] },
	];
	const bps = payees.map((p) => BigInt(p.bps));
	return {
		version,
		problems: check(content, facts),
		warnings: warningsOf(content, facts),
		startsAt: isoAt(content.basics.startsAt),
		endsAt: isoAt(content.basics.endsAt),
		payees,
		invitations: invitations.map((row) => payeeInvitationView(seal, row)),
		canHold: facts.payouts !== null,
		bpsTotal: payees.reduce((n, p) => n + p.bps, 0),
		tiers: content.tiers.map((tier) => {
			const [face, price] = [faceOf(tier), priceOf(tier, facts.rate)];
			const kes = face === null ? null : sharesOf(face, bps);
			return {
				name: tier.name,
				face: face === null ? null : String(face),
				price: price === null ? null : String(price),
				shares: sharesOf(price ?? 0n, bps).map((usdc, i) => ({
					usdc: String(usdc),
					kes: kes === null ? null : String(kes[i]),
				})),
			};
		}),
		rules: rulesOf(content),
		picture: facts.picture,
		kesPerUsd: `${facts.rate / 100n}.${String(facts.rate % 100n).padStart(2, '0')}`,
	};
}

/**
 * Splits an amount (minor units), rounding each share down. The first payee, the organizer, gets the remainder, as in
 * contracts/event/src/money/accounting.rs. While shares do not add up to 10 000, nobody gets the remainder.
 */
export function sharesOf(amount: bigint, bps: bigint[]): bigint[] {
	const shares = bps.map((share) => (amount * share) / wholeBps);
	const total = bps.reduce((n, share) => n + share, 0n);
	const rest = amount - shares.reduce((n, share) => n + share, 0n);
	return shares.map((share, i) => (i === 0 && total === wholeBps ? share + rest : share));
}

function isoAt(local: string): string | null {
	const seconds = secondsAt(local);
	return seconds === null ? null : new Date(Number(seconds) * 1000).toISOString();
}
