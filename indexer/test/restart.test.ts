import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { startOwnPostgres } from '#testing/postgres/test-postgres.ts';
import { eventChannel } from '../live/channels.ts';
import type { EventDelta } from '../live/messages.ts';
import type { EventView } from '../views/event.ts';
import { type IndexerFixture, LiveClient, openFixture, until } from './indexer-fixture.ts';

const test = suite('a database restart');
let fixture: IndexerFixture;
let event: string;

test.before(async () => {
	fixture = await openFixture(startOwnPostgres);
	event = await fixture.chainFixture.publish();
});
test.after(() => fixture.close());

const view = async (query = ''): Promise<EventView> =>
	(await fixture.get(`/v1/events/${event}${query}`)).json() as Promise<EventView>;

test('makes the indexer unready, loses nothing, and listeners get the rest', async () => {
	const { chainFixture, cluster, get, indexer } = fixture;
	const fan = await chainFixture.fan();
	const first = await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	assert.is((await view(`?minLedger=${first.ledger}`)).tiers[0]!.sold, 1);
	const client = new LiveClient(indexer.url);
	await client.subscribe(eventChannel(event));
	const { seq } = await client.receive('snapshot');

	const last = await cluster.away(async () => {
		const bought = await chainFixture.buy(fan, event, [{ tier: 0, qty: 2 }]);
		await until('an indexer that is not ready', async () => (await get('/readyz')).status === 503);
		const answer = await get(`/v1/events/${event}`);
		assert.is(answer.status, 503);
		assert.is(((await answer.json()) as { code: string }).code, 'UNAVAILABLE');
		assert.is((await get('/healthz')).status, 200, 'the process is alive');
		await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
		return bought;
	});

	await until('an indexer that is ready', async () => (await get('/readyz')).status === 200);
	await until('all sales', async () => (await view()).tiers[0]!.sold === 4);
	await until('a hub beyond that ledger', () => indexer.hub.ledger > last.ledger);
	const deltas = await until('what listeners missed', () => {
		const deltas = client.received.filter((m) => m.type === 'delta');
		return deltas.some((d) => (d.data as EventDelta).event.tiers[0]!.sold === 4) ? deltas : null;
	});
	assert.equal(
		deltas.map((d) => d.seq),
		deltas.map((_, i) => seq + 1 + i),
		'no hole',
	);
	assert.is(client.closed, null, 'over the same connection');
	client.close();
});

test('while the indexer reads ledgers leaves its state equal to the chain’s', async () => {
	const { chainFixture, cluster } = fixture;
	const fans = [await chainFixture.fan(), await chainFixture.fan(), await chainFixture.fan()];
	const before = (await view()).tiers[0]!.sold;
	for (let restart = 0; restart < 3; restart++) {
		const sales = Promise.all(fans.map((fan) => chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }])));
		await cluster.away(async () => {});
		await sales;
	}
	const { registry, usdc, sinceLedger } = chainFixture.deployment;
	const { state } = await collectEvidence({ ...chainFixture.chain, registry, usdc, sinceLedger }, event);
	await until('the newest sale', async () => (await view()).n === String(state.counters.n));
	const shown = await view();
	assert.is(shown.log, Buffer.from(state.counters.log).toString('hex'));
	assert.is(shown.tiers[0]!.sold, before + 9);
	assert.is(shown.tiers[0]!.sold, state.counters.tiers[0]!.sold);
	assert.is(shown.gross, String(state.counters.gross));
});

test.run();
