import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cleanMetadata, verifyMetadata } from './metadata.ts';

const test = suite("an event's document");

const document = {
	name: '35 \u202E% 53',
	description: 'one\r\ntwo\u200B',
	category: 'mu\u00ADsic',
	lineup: ['DJ\u2066 Kemboi', '\u202E'],
	venue: { name: 'Ngong\tRacecourse', city: 'Nai\u200Erobi' },
	starts_at: '2027-03-05T15:00:00Z',
	ends_at: '2027-03-05T20:00:00Z',
	tiers: [{ name: 'VIP\uFEFF', description: 'front\u202E' }],
	payees: [{ name: 'Wamu\u0303', role: 'artist' }],
};

test('its words are clean once it is verified, whatever hash its publisher chose', async () => {
	const bytes = new TextEncoder().encode(JSON.stringify(document));
	const found = await verifyMetadata(bytes, createHash('sha256').update(bytes).digest());
	assert.is(found.name, '35 % 53');
	assert.is(found.description, 'one\ntwo');
	assert.equal(found.lineup, ['DJ Kemboi']);
	assert.equal(found.venue, { name: 'Ngong Racecourse', city: 'Nairobi' });
	assert.equal(found.tiers, [{ name: 'VIP', description: 'front' }]);
	assert.is(found.payees[0]!.name, 'Wam\u0169');
	assert.equal(cleanMetadata(found), found);
});

test('a name of which nothing is left shows that it was none', () => {
	assert.is(cleanMetadata({ ...document, name: '\u202E\u200B' }).name, '\u{FFFD}');
});

test.run();
