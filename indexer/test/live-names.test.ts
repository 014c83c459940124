import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventChannel, orderChannel } from '../live/channels.ts';
import { type IndexerFixture, LiveClient, openFixture, until } from './indexer-fixture.ts';

const test = suite('names of live channels');
let fixture: IndexerFixture;
let event: string;

test.before(async () => {
	fixture = await openFixture();
	event = await fixture.chainFixture.publish();
	const { sequence } = fixture.chainFixture.localnet.network;
	await until('the event', async () => fixture.indexer.hub.ledger >= sequence);
});
test.after(() => fixture.close());

test('an order has one channel: an id out of range, or with zeros before it, names none', async () => {
	const client = new LiveClient(fixture.indexer.url);
	const wrong = ['9223372036854775808', '9999999999999999999', '007', '00'].map(
		(id) => `order:${event}:${id}`,
	);
	for (const name of wrong) await client.subscribe(name);
	const errors = await until('the errors', () => {
		const found = client.received.filter((m) => m.type === 'error');
		return found.length === wrong.length ? found : null;
	});
	assert.equal(
		errors.map((e) => [e.channel, e.code]),
		wrong.map((name) => [name, 'CHANNEL_UNKNOWN']),
	);
	for (const id of [0n, 7n, 2n ** 63n - 1n]) await client.subscribe(orderChannel(event, id));
	await until('the control', () => client.received.filter((m) => m.type === 'snapshot').length === 3);
	client.close();
});

test('server-sent events repeat only the positions of their own channels', async () => {
	const known = { [eventChannel(event)]: 0, [`made up ${'x'.repeat(500)}`]: 1 };
	const since = Buffer.from(JSON.stringify(known)).toString('base64url');
	const response = await fetch(`${fixture.indexer.url}/live?channel=${eventChannel(event)}&since=${since}`);
	const reader = response.body!.getReader();
	let text = '';
	while (!/^id: \S+\n/m.test(text)) text += new TextDecoder().decode((await reader.read()).value);
	await reader.cancel();
	const id = /^id: (\S+)$/m.exec(text)![1]!;
	const positions = JSON.parse(Buffer.from(id, 'base64url').toString());
	assert.equal(Object.keys(positions), [eventChannel(event)]);
});

test.run();
