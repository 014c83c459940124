import { z } from 'zod';
import { draftTexts, mostActs } from './draft-fields.ts';
import { PassaError } from './errors.ts';
import { hex } from './hex.ts';
import { pictureSchema } from './picture-schema.ts';
import { readableName } from './readable-text.ts';
import { sha256 } from './sha256.ts';
import { cleanText, unitsOf } from './text.ts';

/** Of a payee that keeps money for others: for whom. `ref` is the platform's name of the share, without personal data. */
const heldShare = z.object({
	ref: z.string().max(60),
	name: z.string(),
	role: z.string(),
	bps: z.int().min(0).max(10_000),
});

/** The document that an event's page shows. The chain holds only its hash. Times are ISO 8601. */
export const metadataSchema = z.object({
	name: z.string().min(1).max(64),
	description: z.string().max(unitsOf(draftTexts['basics.description'])),
	category: z.string().max(unitsOf(draftTexts['basics.category'])).optional(),
	lineup: z
		.array(z.string().max(unitsOf(draftTexts['basics.lineup'])))
		.max(mostActs)
		.optional(),
	venue: z.object({
		name: z.string(),
		city: z.string(),
		lat: z.number().optional(),
		lon: z.number().optional(),
	}),
	starts_at: z.iso.datetime(),
	ends_at: z.iso.datetime(),
	/**
	 * Documents are never written again, so those without a picture stay valid, and one whose picture has a form that this
	 * version does not know is shown without it.
	 */
	picture: pictureSchema.optional().catch(undefined),
	tiers: z
		.array(z.object({ name: z.string(), description: z.string().optional() }))
		.min(1)
		.max(16),
	payees: z
		.array(z.object({ name: z.string(), role: z.string(), held: z.array(heldShare).max(9).optional() }))
		.max(10),
});

export type Metadata = z.infer<typeof metadataSchema>;

/** The document with the name of a tier that is added: documents name tiers by their index. */
export function withTier(
	document: Metadata,
	index: number,
	{ name, description }: { name: string; description?: string | undefined },
): Metadata {
	const unnamed = { name: '-' };
	const earlier = Array.from({ length: index }, (_, i) => document.tiers[i] ?? unnamed);
	const added = { name, ...(description ? { description } : {}) };
	return metadataSchema.parse({ ...document, tiers: [...earlier, added] });
}

/** What an organizer may change of a published event's document. Its name is the contract's, which never changes. */
export type EventDetails = Pick<Metadata, 'description' | 'category' | 'lineup' | 'venue' | 'picture'>;

/** The document with other details, and with the times that the contract has now: they may have moved. */
export function withDetails(
	document: Metadata,
	{ description, category, lineup, venue, picture }: EventDetails,
	times: { startsAt: string; endsAt: string },
): Metadata {
	const { name, tiers, payees } = document;
	return metadataSchema.parse({
		name,
		description,
		...(category ? { category } : {}),
		...(lineup && lineup.length > 0 ? { lineup } : {}),
		venue,
		starts_at: times.startsAt,
		ends_at: times.endsAt,
		...(picture ? { picture } : {}),
		tiers,
		payees,
	});
}

/** Anybody may publish any words under any hash, so they are cleaned before they are shown. */
export function cleanMetadata(document: Metadata): Metadata {
	const { category, lineup, venue, tiers, payees } = document;
	return {
		...document,
		name: readableName(document.name),
		description: cleanText(document.description, { lines: true }),
		...(category === undefined ? {} : { category: cleanText(category) }),
		...(lineup === undefined ? {} : { lineup: lineup.map((act) => cleanText(act).trim()).filter(Boolean) }),
		venue: { ...venue, name: cleanText(venue.name), city: cleanText(venue.city) },
		tiers: tiers.map((tier) => ({
			name: readableName(tier.name),
			...(tier.description === undefined ? {} : { description: cleanText(tier.description) }),
		})),
		payees: payees.map(({ held, ...payee }) => ({
			...cleanPayee(payee),
			...(held === undefined ? {} : { held: held.map((share) => ({ ...share, ...cleanPayee(share) })) }),
		})),
	};
}

const cleanPayee = ({ name, role }: { name: string; role: string }) => ({
	name: readableName(name),
	role: cleanText(role),
});

/** Checks a document against the hash on chain. A document with another hash is refused, and its words are clean. */
export async function verifyMetadata(bytes: Uint8Array, expected: Uint8Array): Promise<Metadata> {
	if ((await sha256(bytes)) !== hex(expected)) {
		throw new PassaError(
			'METADATA_HASH_WRONG',
			"the document does not have the hash that the event's contract holds",
		);
	}
	const parsed = metadataSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
	if (!parsed.success)
		throw new PassaError('METADATA_INVALID', "the event's document does not have the expected form");
	return cleanMetadata(parsed.data);
}
