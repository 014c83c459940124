import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Metadata } from '#shared/metadata.ts';
import { type DetailsForm, detailChanges, detailsIn, faultsIn, formOf } from './changed-details.ts';

const document = {
	name: 'Sauti',
	description: 'Guitars.',
	lineup: ['Muthoni', 'Otieno'],
	venue: { name: 'Uhuru Gardens', city: 'Nairobi', lat: -1.3, lon: 36.8 },
	picture: { sha256: 'a'.repeat(64), alt: { en: 'A stage' }, colours: {} },
} as unknown as Metadata;
const form = (change: Partial<DetailsForm> = {}): DetailsForm => ({ ...formOf(document), ...change });

test('a form that nobody touched changes nothing, and says what the document says', () => {
	assert.equal(detailChanges(form(), form()), []);
	assert.equal(detailsIn(form()), {
		description: 'Guitars.',
		category: '',
		lineup: ['Muthoni', 'Otieno'],
		venue: document.venue,
		picture: { media: null, alt: { en: 'A stage', sw: '' } },
	});
});

test('each change is named with what was there before', () => {
	const after = form({ venue: 'KICC', map: '', lineup: 'Otieno\n\n  Muthoni ', picture: null });
	assert.equal(detailChanges(form(), after), [
		{ field: 'venue', before: 'Uhuru Gardens', after: 'KICC' },
		{ field: 'map', before: '-1.3, 36.8', after: '' },
		{ field: 'lineup', before: 'Muthoni\nOtieno', after: 'Otieno\nMuthoni' },
		{ field: 'picture', before: '', after: '' },
	]);
	assert.equal(detailsIn(after).venue, { name: 'KICC', city: 'Nairobi' });
});

test('spaces around words and another way to write a position are no change', () => {
	const same = form({ venue: ' Uhuru Gardens ', map: '-1.3000; 36.8' });
	assert.equal(detailChanges(form(), same), []);
});

test('a place without a name, words that are too long and a position that is none cannot be stored', () => {
	assert.equal(faultsIn(form()), []);
	assert.equal(faultsIn(form({ venue: ' ', map: 'by the river' })), ['venue', 'map']);
	assert.equal(faultsIn(form({ description: 'x'.repeat(5001), lineup: 'x'.repeat(81) })), [
		'description',
		'lineup',
	]);
});

test.run();
