import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePlace, placeText } from './place.ts';

test('a position is parsed as maps copy it', () => {
	assert.equal(parsePlace('-1.3057, 36.7399'), { lat: -1.3057, lon: 36.7399 });
	assert.equal(parsePlace(' −1.3057 36.7399 '), { lat: -1.3057, lon: 36.7399 });
	assert.equal(parsePlace('0,0'), { lat: 0, lon: 0 });
});

test('empty text clears the position, and other text is refused', () => {
	assert.equal(parsePlace('  '), { lat: null, lon: null });
	for (const wrong of ['Nairobi', '1', '91, 0', '0, 181', '1,2,3', '1e2, 3'])
		assert.is(parsePlace(wrong), null);
});

test('a position is written as it is read', () => {
	assert.equal(parsePlace(placeText({ lat: -4.0635, lon: 39.6727 })), { lat: -4.0635, lon: 39.6727 });
	assert.is(placeText({ lat: null, lon: null }), '');
});

test.run();
