import { z } from 'zod';
import { PassaError } from './errors.ts';
import { pictureSchema } from './picture-schema.ts';

/** The document that an event's page shows. The chain holds only its hash. Times are ISO 8601. */
export const metadataSchema = z.object({
	name: z.string().min(1).max(64),
	description: z.string().max(5000),
	category: z.string().max(40).optional(),
	lineup: z.array(z.string().max(80)).max(40).optional(),
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
	payees: z.array(z.object({ name: z.string(), role: z.string() })).max(10),
});

export type Metadata = z.infer<typeof metadataSchema>;

/** Checks a document against the hash on chain. A document with another hash is refused. */
export async function verifyMetadata(bytes: Uint8Array, sha256: Uint8Array): Promise<Metadata> {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
	if (digest.some((byte, i) => byte !== sha256[i])) {
		throw new PassaError(
			'METADATA_HASH_WRONG',
			"the document does not have the hash that the event's contract holds",
		);
	}
	const parsed = metadataSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
	if (!parsed.success)
		throw new PassaError('METADATA_INVALID', "the event's document does not have the expected form");
	return parsed.data;
}
