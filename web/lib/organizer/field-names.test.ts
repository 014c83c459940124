import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { draftNumbers, draftTexts } from '#shared/draft-fields.ts';
import { fieldName } from './field-names.ts';

test('a field is called by its label, with its place in a list', () => {
	assert.is(fieldName('basics.venue.city'), 'Town or city');
	assert.match(fieldName('tiers.1.price'), /2.*: Price in KES$/);
	assert.is(fieldName('tiers.0.typed.capacity'), fieldName('tiers.0.capacity'));
	assert.is(fieldName('basics.lineup.3'), 'Line-up');
});

test('every field for words or numbers has a label', () => {
	for (const field of [...Object.keys(draftTexts), ...Object.keys(draftNumbers)])
		assert.not.match(fieldName(field), /\./, field);
});

test.run();
