import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { eventChannel } from '../live/channels.ts';
import type { EventDelta } from '../live/messages.ts';
import type { EventView } from '../views/event.ts';
import { Ear, type Served, serve, until } from './served.ts';

const test = suite('a database that is restarted');
let served: Served;
let event: string;

test.before(async () => {
	served = await serve();
	event = await served.world.publish();
});
test.after(() => served.close());

const view = async (query = ''): Promise<EventView> =>
	(await served.get(`/v1/events/${event}${query}`)).json() as Promise<EventView>;

test('under the indexer: it says so meanwhile, loses nothing, and its listeners hear the rest', async () => {
	const { world, cluster, get, indexer } = served;
	const fan = await world.fan();
	const first = await world.buy(fan, event, [{ tier: 0, qty: 1 }]);
	assert.is((await view(`?minLedger=${first.ledger}`)).tiers[0]!.sold, 1);
	const ear = new Ear(indexer.url);
	await ear.subscribe(eventChannel(event));
	const { seq } = await ear.hear('snapshot');

	const last = await cluster.away(async () => {
		const bought = await world.buy(fan, event, [{ tier: 0, qty: 2 }]);
		await until('an indexer that is not ready', async () => (await get('/readyz')).status === 503);
		const answer = await get(`/v1/events/${event}`);
		assert.is(answer.status, 503);
		assert.is(((await answer.json()) as { code: string }).code, 'UNAVAILABLE');
		assert.is((await get('/healthz')).status, 200, 'the process lives');
		await world.buy(fan, event, [{ tier: 0, qty: 1 }]);
		return bought;
	});

	await until('an indexer that is ready', async () => (await get('/readyz')).status === 200);
	await until('all sales', async () => (await view()).tiers[0]!.sold === 4);
	await until('a hub that is past it', () => indexer.hub.ledger > last.ledger);
	const told = await until('what listeners missed', () => {
		const deltas = ear.heard.filter((m) => m.type === 'delta');
		return deltas.some((d) => (d.data as EventDelta).event.tiers[0]!.sold === 4) ? deltas : null;
	});
	assert.equal(
		told.map((d) => d.seq),
		told.map((_, i) => seq + 1 + i),
		'no hole',
	);
	assert.is(ear.closed, null, 'over the same connection');
	ear.close();
});

test('while a ledger is read: what it shows is what the chain says', async () => {
	const { world, cluster } = served;
	const fans = [await world.fan(), await world.fan(), await world.fan()];
	const before = (await view()).tiers[0]!.sold;
	for (let restart = 0; restart < 3; restart++) {
		const sales = Promise.all(fans.map((fan) => world.buy(fan, event, [{ tier: 0, qty: 1 }])));
		await cluster.away(async () => {});
		await sales;
	}
	const { registry, usdc, sinceLedger } = world.deployment;
	const { state } = await collectEvidence({ ...world.chain, registry, usdc, sinceLedger }, event);
	await until('the newest sale', async () => (await view()).n === String(state.counters.n));
	const shown = await view();
	assert.is(shown.log, Buffer.from(state.counters.log).toString('hex'));
	assert.is(shown.tiers[0]!.sold, before + 9);
	assert.is(shown.tiers[0]!.sold, state.counters.tiers[0]!.sold);
	assert.is(shown.gross, String(state.counters.gross));
});

test.run();
