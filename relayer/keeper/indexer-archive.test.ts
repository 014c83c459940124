import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type IndexerFixture, openFixture, until } from '#indexer/test/indexer-fixture.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { archiveOf } from './indexer-archive.ts';

const test = suite('the indexer as an archive of events and orders');
let fixture: IndexerFixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

test('lists every event with its number, and every order of one', async () => {
	const { chainFixture, indexer } = fixture;
	const [first, second] = [await chainFixture.publish(), await chainFixture.publish()];
	const fan = await chainFixture.fan();
	const bought = await chainFixture.buy(fan, first, [{ tier: 0, qty: 1 }]);
	const again = await chainFixture.buy(fan, first, [{ tier: 0, qty: 2 }]);
	await chainFixture.buy(fan, second, [{ tier: 0, qty: 1 }]);
	const archive = archiveOf(indexer.url);
	await until('the last order', async () => {
		const found = await archive.orders(second).catch(() => []);
		return found.length === 1;
	});
	const events = await archive.events();
	assert.equal(
		events.sort((a, b) => a.no - b.no),
		[
			{ event: first, no: 1 },
			{ event: second, no: 2 },
		],
	);
	const ids = [...bought.orders, ...again.orders].sort();
	assert.equal((await archive.orders(first)).sort(), ids);
});

test('an event that the indexer does not know is an error, never an empty list', async () => {
	assert.is(await codeOf(archiveOf(fixture.indexer.url).orders('99')), 'ARCHIVE_AWAY');
});

test.run();
