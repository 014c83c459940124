import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hex } from './hex.ts';
import { placeHash } from './place-hash.ts';

const test = suite('the hash of a place');
const venue = { name: 'Uhuru Gardens', city: 'Nairobi', lat: -1.3, lon: 36.8 };
const of = (text: string): string => createHash('sha256').update(text).digest('hex');

test('is that of its words and coordinates as JSON', () => {
	assert.is(hex(placeHash(venue)), of('["Uhuru Gardens","Nairobi",-1.3,36.8]'));
	assert.is(hex(placeHash({ name: 'Wamũ', city: 'Kisumu' })), of('["Wamũ","Kisumu",null,null]'));
});

test('differs where anything of the place does, and words cannot pass for coordinates', () => {
	const places = [
		venue,
		{ ...venue, name: 'Uhuru Garden' },
		{ ...venue, city: 'Kisumu' },
		{ ...venue, lat: -1.4 },
		{ name: venue.name, city: venue.city },
		{ name: `${venue.name}","${venue.city}`, city: '' },
	];
	assert.is(new Set(places.map((place) => hex(placeHash(place)))).size, places.length);
});

test.run();
