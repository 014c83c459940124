import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coordinatesText, parseCoordinates } from './coordinates.ts';

test('a position is parsed as maps copy it', () => {
	assert.equal(parseCoordinates('-1.3057, 36.7399'), { lat: -1.3057, lon: 36.7399 });
	assert.equal(parseCoordinates(' −1.3057 36.7399 '), { lat: -1.3057, lon: 36.7399 });
	assert.equal(parseCoordinates('0,0'), { lat: 0, lon: 0 });
	assert.equal(parseCoordinates('\u202A-1.3057,\u00A036.7399\u202C'), { lat: -1.3057, lon: 36.7399 });
	assert.equal(parseCoordinates('https://www.google.com/maps/place/Ngong/@-1.3057,36.7399,17z/data=!3m1'), {
		lat: -1.3057,
		lon: 36.7399,
	});
});

test('empty text clears the position, and other text is refused', () => {
	assert.equal(parseCoordinates('  '), { lat: null, lon: null });
	for (const wrong of ['Nairobi', '1', '91, 0', '0, 181', '1,2,3', '1e2, 3', 'https://maps.app.goo.gl/AbC'])
		assert.is(parseCoordinates(wrong), null);
});

test('a position is written as it is read', () => {
	assert.equal(parseCoordinates(coordinatesText({ lat: -4.0635, lon: 39.6727 })), {
		lat: -4.0635,
		lon: 39.6727,
	});
	assert.is(coordinatesText({ lat: null, lon: null }), '');
});

test.run();
