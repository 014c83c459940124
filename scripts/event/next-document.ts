import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventState } from '#shared/chain/state/event-state.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { type DraftTextField, draftTexts } from '#shared/draft-fields.ts';
import { PassaError } from '#shared/errors.ts';
import { type Metadata, withDetails, withTier } from '#shared/metadata.ts';
import { placeHash } from '#shared/place-hash.ts';
import { readWords, type TextRule } from '#shared/text.ts';

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

/**
 * The document with a new tier's name. It comes before the tier, so nobody sees a tier without a name. Throws FLAGS_INVALID, also
 * for the name of another tier: buyers could not tell them apart, and no tier is ever renamed.
 */
export function withNewTier(
	document: Metadata,
	{ terms }: EventState,
	typed: { name?: string | undefined; description?: string | undefined },
): NextDocument {
	if (typed.name === undefined) throw new PassaError('FLAGS_INVALID', '--name must be given');
	const name = words('name', 'tiers.name', typed.name);
	const description =
		typed.description === undefined
			? undefined
			: words('description', 'tiers.description', typed.description);
	const taken = document.tiers
		.slice(0, terms.tiers.length)
		.some((tier) => tier.name.toLowerCase() === name.toLowerCase());
	if (taken) throw new PassaError('FLAGS_INVALID', `--name: this event has a tier named ${name} already`);
	return next(withTier(document, terms.tiers.length, { name, description }), terms.place_hash!);
}

/** A flag's words by the rule of the editor's field. */
function words(flag: string, field: DraftTextField, typed: string): string {
	const rule: TextRule = draftTexts[field];
	const { text, fault } = readWords(typed, rule);
	if (fault === 'TEXT_MISSING')
		throw new PassaError('FLAGS_INVALID', `--${flag} must have letters that people see`);
	if (fault) throw new PassaError('FLAGS_INVALID', `--${flag} is too long: at most ${rule.most} characters`);
	return text;
}

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
	typed: DetailFlags,
): NextDocument {
	const read = (flag: keyof DetailFlags, field: DraftTextField) =>
		typed[flag] === undefined ? undefined : words(flag, field, typed[flag]);
	const name = read('venue', 'basics.venue.name');
	const city = read('city', 'basics.venue.city');
	const texts = {
		description: read('description', 'basics.description'),
		category: read('category', 'basics.category'),
	};
	const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
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
