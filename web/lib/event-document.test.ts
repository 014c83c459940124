import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventDocument } from './event-document.ts';

const document = {
	name: 'Nyege Night',
	description: '',
	venue: { name: 'The Alchemist', city: 'Nairobi' },
	starts_at: '2027-03-05T18:00:00Z',
	ends_at: '2027-03-06T02:00:00Z',
	tiers: [{ name: 'Regular' }],
	payees: [{ name: 'Wangari', role: 'organizer' }],
};
const bytes = new TextEncoder().encode(JSON.stringify(document));
const sha256 = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
const answering = (make: () => Response) => (async () => make()) as typeof fetch;

test('a document is shown only where its hash is the one that the contract holds', async () => {
	const read = await eventDocument(
		sha256,
		answering(() => new Response(bytes)),
	);
	assert.is(read?.payees[0]?.name, 'Wangari');
	const forged = JSON.stringify({ ...document, payees: [{ name: 'Somebody else', role: 'organizer' }] });
	assert.is(
		await eventDocument(
			sha256,
			answering(() => new Response(forged)),
		),
		null,
	);
});

test('a document that is not there, or cannot be fetched, is null', async () => {
	assert.is(
		await eventDocument(
			sha256,
			answering(() => new Response('', { status: 404 })),
		),
		null,
	);
	const away = (async () => {
		throw new TypeError('fetch failed');
	}) as typeof fetch;
	assert.is(await eventDocument(sha256, away), null);
});

test.run();
