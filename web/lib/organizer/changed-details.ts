import type { DraftContent } from '#platform/client.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { type DraftTextField, draftTexts, mostActs } from '#shared/draft-fields.ts';
import type { Metadata } from '#shared/metadata.ts';
import { cleanText, type TextRule, textFault } from '#shared/text.ts';
import { coordinatesText, parseCoordinates } from './coordinates.ts';
import { bytesOf } from './hex-bytes.ts';
import { published } from './published-picture.ts';

/**
 * What an organizer may change of a published event, as it stands in the form: a name on each line, a position as maps
 * copy it.
 */
export type DetailsForm = {
	description: string;
	category: string;
	lineup: string;
	venue: string;
	city: string;
	map: string;
	picture: DraftContent['picture'];
};

export type DetailField = keyof DetailsForm;

/** The form as the event's document fills it. */
export function formOf({ description, category, lineup, venue, picture }: Metadata): DetailsForm {
	return {
		description,
		category: category ?? '',
		lineup: (lineup ?? []).join('\n'),
		venue: venue.name,
		city: venue.city,
		map: coordinatesText({ lat: venue.lat ?? null, lon: venue.lon ?? null }),
		picture: picture
			? { media: published, alt: { en: picture.alt.en ?? '', sw: picture.alt.sw ?? '' } }
			: null,
	};
}

const rules = {
	description: 'basics.description',
	category: 'basics.category',
	venue: 'basics.venue.name',
	city: 'basics.venue.city',
} as const satisfies Partial<Record<DetailField, DraftTextField>>;

const clean = (form: DetailsForm, field: keyof typeof rules): string => {
	const rule: TextRule = draftTexts[rules[field]];
	return cleanText(form[field], rule).trim();
};

const linesOf = (text: string): string[] =>
	text
		.split('\n')
		.map((line) => cleanText(line).trim())
		.filter(Boolean);

/** Fields that cannot be stored as they are. */
export function faultsIn(form: DetailsForm): DetailField[] {
	const texts = (Object.keys(rules) as (keyof typeof rules)[]).filter((field) => {
		const text = clean(form, field);
		const needed = field === 'venue' || field === 'city';
		return textFault(text, draftTexts[rules[field]]) !== null || (needed && text === '');
	});
	const names = linesOf(form.lineup);
	const lineup =
		names.length > mostActs || names.some((name) => textFault(name, draftTexts['basics.lineup']) !== null);
	return [
		...texts,
		...(lineup ? (['lineup'] as const) : []),
		...(parseCoordinates(form.map) === null ? (['map'] as const) : []),
	];
}

/** What the platform is asked to write. The form has no faults. */
export function detailsIn(form: DetailsForm) {
	const { lat, lon } = parseCoordinates(form.map) ?? { lat: null, lon: null };
	const { picture } = form;
	const alt = { en: cleanText(picture?.alt.en ?? '').trim(), sw: cleanText(picture?.alt.sw ?? '').trim() };
	return {
		description: clean(form, 'description'),
		category: clean(form, 'category'),
		lineup: linesOf(form.lineup),
		venue: {
			name: clean(form, 'venue'),
			city: clean(form, 'city'),
			...(lat !== null && lon !== null ? { lat, lon } : {}),
		},
		picture: picture && { media: picture.media === published ? null : picture.media, alt },
	};
}

export type DetailChange = { field: DetailField; before: string; after: string };

/** The fields that differ, in the form's order. Of a picture there are no words. */
export function detailChanges(before: DetailsForm, after: DetailsForm): DetailChange[] {
	const [old, now] = [detailsIn(before), detailsIn(after)];
	const fields: DetailField[] = ['venue', 'city', 'map', 'description', 'lineup', 'category', 'picture'];
	return fields.flatMap((field): DetailChange[] => {
		if (field === 'picture') {
			const same = JSON.stringify(old.picture) === JSON.stringify(now.picture);
			return same ? [] : [{ field, before: '', after: '' }];
		}
		const [was, is] = [textOf(before, field), textOf(after, field)];
		return was === is ? [] : [{ field, before: was, after: is }];
	});
}

function textOf(form: DetailsForm, field: Exclude<DetailField, 'picture'>): string {
	if (field === 'lineup') return linesOf(form.lineup).join('\n');
	if (field === 'map') return coordinatesText(parseCoordinates(form.map) ?? { lat: null, lon: null });
	return clean(form, field);
}

/** To the contract these three are the place: any other letter of them is another place. */
export const placeFields: readonly DetailField[] = ['venue', 'city', 'map'];

/** What the platform wrote, as the organizer signs it. Hashes in hex. */
export const setDetails = (written: { uri: string; sha256: string; placeHash: string }): EventOperation => ({
	do: 'set-details',
	uri: written.uri,
	metadataHash: bytesOf(written.sha256),
	placeHash: bytesOf(written.placeHash),
});
