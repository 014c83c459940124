import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventState } from '#shared/chain/state/event-state.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { PassaError } from '#shared/errors.ts';
import { type Metadata, withDetails, withTier } from '#shared/metadata.ts';
import { placeHash } from '#shared/place-hash.ts';

/** Another document for an event: the operation that makes it the event's, and what stores it for everybody to read. */
export type NextDocument = { operation: EventOperation; store: (dataDir: string) => void };

function next(document: Metadata, place: Uint8Array): NextDocument {
	const bytes = Buffer.from(JSON.stringify(document));
	const digest = createHash('sha256').update(bytes).digest();
	const file = `${digest.toString('hex')}.json`;
	return {
		operation: {
			do: 'set-details',
			uri: `metadata/${file}`,
			metadataHash: new Uint8Array(digest),
			placeHash: place,
		},
		store(dataDir) {
			mkdirSync(join(dataDir, 'metadata'), { recursive: true });
			writeFileSync(join(dataDir, 'metadata', file), bytes);
		},
	};
}

/** The document with a new tier's name. It comes before the tier, so nobody sees a tier without a name. */
export const withNewTier = (
	document: Metadata,
	{ terms }: EventState,
	tier: { name: string; description?: string | undefined },
): NextDocument => next(withTier(document, terms.tiers.length, tier), terms.place_hash!);

/** What `--do details` changes; a flag that is not given changes nothing. */
export type DetailFlags = {
	description?: string | undefined;
	category?: string | undefined;
	venue?: string | undefined;
	city?: string | undefined;
};

/**
 * The document with other details; what no flag names stays. Another venue loses its position on the map. Throws
 * FLAGS_INVALID.
 */
export function withOtherDetails(
	document: Metadata,
	{ terms }: EventState,
	{ venue: name, city, description, category }: DetailFlags,
): NextDocument {
	const given = Object.fromEntries(
		Object.entries({ description, category }).filter(([, text]) => text !== undefined),
	);
	const moved = name !== undefined || city !== undefined;
	if (!moved && Object.keys(given).length === 0) {
		throw new PassaError(
			'FLAGS_INVALID',
			'--description, --category, --venue or --city must say what changes',
		);
	}
	const { venue } = document;
	const place = moved ? { name: name ?? venue.name, city: city ?? venue.city } : venue;
	const at = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString();
	const times = { startsAt: at(terms.starts_at), endsAt: at(terms.ends_at) };
	const changed = withDetails(document, { ...document, ...given, venue: place }, times);
	return next(changed, placeHash(place));
}
