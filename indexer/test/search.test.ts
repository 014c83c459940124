import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hex } from '#shared/hex.ts';
import type { EventSummary } from '../views/event-list.ts';
import type { TicketView } from '../views/ticket.ts';
import { type IndexerFixture, openFixture, until } from './indexer-fixture.ts';

const test = suite('search and lists');
let fixture: IndexerFixture;
const fan = Keypair.random();
const day = 86_400;

/** What the documents say; `days`: after now. */
const published = [
	{ name: 'Blankets', lineup: ['Wamũ', 'Sauti ya Ziwa'], city: 'Nairobi', category: 'Music', days: 5 },
	{ name: 'Kula Ng’ombe', lineup: ['Gĩthĩnji'], city: 'nairobi ', category: 'music', days: 4 },
	{ name: 'Ŋadake ya Lodwar', lineup: ["N'Dour"], city: 'Nairobi', category: 'food', days: 3 },
	{ name: 'Café-Théâtre', lineup: ['ﬁlm & ＰＯＰ'], city: 'MOMBASA', category: 'comedy', days: 2 },
];

test.before(async () => {
	fixture = await openFixture();
	const { chainFixture, store, indexer } = fixture;
	await chainFixture.wallets([fan], 10_000);
	for (const [i, { name, lineup, city, category, days }] of published.entries()) {
		const hash = new Uint8Array(32).fill(i + 1);
		const starts = BigInt(chainFixture.now + days * day);
		const terms = chainFixture.terms({
			name,
			metadata_hash: hash,
			doors_at: starts,
			starts_at: starts,
			ends_at: starts + 3600n,
		});
		terms.tiers[0]!.closes_at = starts;
		terms.policy.freeze_at = starts;
		const address = await chainFixture.publish(terms);
		await chainFixture.buy(fan, address, [{ tier: 0, qty: 2 }]);
		// The indexer's own try has ended, so it writes nothing over the document below.
		await until('a try to read the document', async () => {
			const rows = await store.rows(`select 1 from chain.documents where hash = $1 and state <> 'pending'`, [
				hex(hash),
			]);
			return rows.length > 0;
		});
		const document = { name, description: '', lineup, category, venue: { name: 'Uwanja', city } };
		await store.rows(
			`update chain.documents set next_at = now() + interval '1 day', state = 'verified',
				document = $2::jsonb || '{"tiers": [{"name": "Regular"}], "payees": []}' where hash = $1`,
			[hex(hash), JSON.stringify(document)],
		);
	}
	const { sequence } = chainFixture.localnet.network;
	await until('the sales', () => indexer.hub.ledger >= sequence);
});
test.after(() => fixture.close());

type Page<T> = { items: T[]; next: string | null };
async function read<T>(path: string): Promise<T> {
	const answer = await fixture.get(path);
	assert.is(answer.status, 200, `${path}: ${answer.status}`);
	return (await answer.json()) as T;
}
const names = async (query: string): Promise<string[]> =>
	(await read<Page<EventSummary>>(`/v1/events?${query}`)).items.map((e) => e.name);
const found = (text: string): Promise<string[]> => names(new URLSearchParams({ q: text }).toString());

test('words are found without their accents, with them composed or not, and in any case', async () => {
	for (const text of ['wamu', 'WAMŨ', 'wamũ', 'Wamu\u0303', 'sauti wam', '  wamu,  ziwa!'])
		assert.equal(await found(text), ['Blankets'], text);
	for (const text of ['githinji', 'GĨTHĨNJI']) assert.equal(await found(text), ['Kula Ng’ombe'], text);
	for (const text of ['cafe theatre', 'café-théâtre', 'theatre CAFE', 'film', 'pop'])
		assert.equal(await found(text), ['Café-Théâtre'], text);
	for (const text of ['nadake', 'Ŋadake', 'ŋADAKE'])
		assert.equal(await found(text), ['Ŋadake ya Lodwar'], text);
});

test('an apostrophe of any form, or none, is no difference', async () => {
	for (const mark of ["'", '’', '‘', 'ʼ', 'ʻ', '´', '`', '′', '＇', ''])
		assert.equal(await found(`ng${mark}ombe`), ['Kula Ng’ombe'], `ng${mark}ombe`);
	assert.equal(await found('ndour'), ['Ŋadake ya Lodwar']);
});

test('the negative control: the words themselves, unfolded, do not match', async () => {
	const { rows } = fixture.store;
	const [row] = await rows(`select to_tsvector('simple', 'Wamũ') @@ to_tsquery('simple', 'wamu') as same`);
	assert.is(row.same, false);
});

test('every word counts, each as the beginning of a word, and no text breaks the search', async () => {
	assert.equal(await found('wamu mombasa'), []);
	assert.equal(await found('uwanja naIROBI gith'), ['Kula Ng’ombe']);
	assert.equal(await found('amu'), []);
	for (const text of [
		"'",
		'!!!',
		'🎫',
		"a' | b:*",
		'a & !b',
		'(((',
		'\\',
		'%',
		'_',
		'x'.repeat(100),
		'\u202e',
	])
		assert.equal(await found(text), [], text);
});

test('a name on chain is found while its document is not verified', async () => {
	const { rows } = fixture.store;
	const hash = hex(new Uint8Array(32).fill(2));
	await rows(`update chain.documents set state = 'unreachable' where hash = $1`, [hash]);
	assert.equal(await found('ngombe'), ['Kula Ng’ombe']);
	assert.equal(await found('githinji'), []);
	await rows(`update chain.documents set state = 'verified' where hash = $1`, [hash]);
});

test('a city is one city in any spelling, and a category one category', async () => {
	assert.equal(await read('/v1/facets'), {
		cities: ['MOMBASA', 'Nairobi'],
		categories: ['comedy', 'food', 'Music'],
	});
	for (const city of ['Nairobi', 'nairobi', 'NAIROBI ', 'Naĩrobi'])
		assert.is((await names(new URLSearchParams({ city }).toString())).length, 3, city);
	assert.is((await names('category=MUSIC')).length, 2);
	assert.equal(await names('city=Nakuru'), []);
});

test('a list begins with what comes next, or with what was last, and ends where its last page ends', async () => {
	const soonest = published.map((p) => p.name).toReversed();
	assert.equal(await names('order=soonest'), soonest);
	assert.equal(await names('order=latest'), soonest.toReversed());
	const between = new Date((fixture.chainFixture.now + 3.5 * day) * 1000).toISOString();
	assert.equal(await names(`from=${between}`), soonest.slice(2));
	assert.equal(await names(`before=${between}&order=latest`), soonest.slice(0, 2).toReversed());
	for (const order of ['soonest', 'latest'] as const) {
		const seen: string[] = [];
		let pages = 0;
		for (let next: string | null = ''; next !== null; pages++) {
			const cursor: string = next && `&cursor=${next}`;
			const page: Page<EventSummary> = await read(`/v1/events?limit=2&order=${order}${cursor}`);
			seen.push(...page.items.map((e) => e.name));
			next = page.next;
		}
		assert.equal(seen, order === 'soonest' ? soonest : soonest.toReversed());
		assert.is(pages, 2, 'a last page that is full is followed by none');
	}
});

test('tickets come by when their events start, and each has its own code', async () => {
	const owner = `owner=${fan.publicKey()}`;
	const { items } = await read<Page<TicketView>>(`/v1/tickets?${owner}`);
	assert.is(items.length, 8);
	assert.equal(
		items.map((t) => t.eventName).filter((_, i) => i % 2 === 0),
		published.map((p) => p.name).toReversed(),
	);
	for (const tickets of Map.groupBy(items, (t) => t.event).values())
		assert.is(new Set(tickets.map((t) => t.code)).size, 2);
	const between = new Date((fixture.chainFixture.now + 3.5 * day) * 1000).toISOString();
	const coming = await read<Page<TicketView>>(`/v1/tickets?${owner}&from=${between}`);
	const past = await read<Page<TicketView>>(`/v1/tickets?${owner}&before=${between}&order=latest`);
	assert.is(coming.items.length + past.items.length, 8);
	assert.is(past.items[0]!.eventName, 'Ŋadake ya Lodwar');
	const first = items[0]!;
	const order = await read<{ tickets: { id: string; code: string }[]; txHash: string }>(
		`/v1/orders/${first.orderId}?event=${first.eventNo}`,
	);
	assert.is(order.tickets.find((t) => t.id === first.id)!.code, first.code);
	assert.is(order.txHash, first.txHash);
});

test('the longest place that a document may name is stored and found', async () => {
	const { rows } = fixture.store;
	const hash = hex(new Uint8Array(32).fill(4));
	await rows(
		`update chain.documents set document = jsonb_set(document, '{venue,city}', to_jsonb(repeat(U&'\\FDFA', 80000))) where hash = $1`,
		[hash],
	);
	assert.equal(await found('cafe'), ['Café-Théâtre']);
	await read('/v1/facets');
});

test.run();
