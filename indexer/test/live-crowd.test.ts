import { AsyncLocalStorage } from 'node:async_hooks';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readsAtOnce } from '../live/channel-states.ts';
import { eventChannel, orderChannel } from '../live/channels.ts';
import { maxChannels } from '../live/connection.ts';
import type { ServerMessage } from '../live/messages.ts';
import { connectionRate } from '../live/pace.ts';
import { chainOutbox } from '../models/outbox.ts';
import type { Database } from '../models/schema.ts';
import { type IndexerFixture, LiveClient, openFixture, until } from './indexer-fixture.ts';

const test = suite('a crowd of listeners');
let fixture: IndexerFixture;
let event: string;

/** Reads of the hub, and the most that ran side by side. */
const reads = { begun: 0, running: 0, most: 0 };

test.before(async () => {
	fixture = await openFixture();
	event = await fixture.chainFixture.publish();
	const { localnet } = fixture.chainFixture;
	await until('the event', async () => fixture.indexer.hub.ledger >= localnet.network.sequence);
	countReads(fixture.indexer.db);
});
test.after(() => fixture.close());
test.before.each(() => {
	Object.assign(reads, { begun: 0, running: 0, most: 0 });
});

/** Counts the transactions in which the hub reads a channel, and no others. */
function countReads(db: Database): void {
	const current = new AsyncLocalStorage<{ isOfHub: boolean }>();
	const transaction = db.transaction.bind(db);
	db.transaction = ((...args: Parameters<typeof transaction>) => {
		const own = { isOfHub: false };
		const ended = current.run(own, () => transaction(...args));
		return ended.finally(() => {
			if (own.isOfHub) reads.running--;
		});
	}) as typeof transaction;
	const { channelHead } = chainOutbox;
	chainOutbox.channelHead = (...args) => {
		current.getStore()!.isOfHub = true;
		reads.begun++;
		reads.most = Math.max(reads.most, ++reads.running);
		return channelHead(...args);
	};
}

/** One read serves all who come within one ledger: a new ledger's time changes the state. */
const oneALedger = (from: number): number => 1 + fixture.indexer.hub.ledger - from;

const count = (clients: LiveClient[], type: ServerMessage['type']): number =>
	clients.flatMap((c) => c.received.filter((m) => m.type === type)).length;
const crowd = (size: number): LiveClient[] =>
	Array.from({ length: size }, () => new LiveClient(fixture.indexer.url));

test('shares one read of a channel between all who come before its next change', async () => {
	const clients = crowd(100);
	const { ledger: from } = fixture.indexer.hub;
	for (const client of clients) await client.subscribe(eventChannel(event));
	await until('all snapshots', () => count(clients, 'snapshot') === clients.length);
	assert.ok(reads.begun <= oneALedger(from), `${reads.begun} reads for 100 listeners`);
	const before = reads.begun;
	const { ledger } = await fixture.chainFixture.buy(await fixture.chainFixture.fan(), event, [
		{ tier: 0, qty: 1 },
	]);
	await until('the change', () => count(clients, 'delta') === clients.length);
	assert.is(reads.begun, before, 'a change costs no read');
	const [late] = crowd(1);
	await late!.subscribe(eventChannel(event));
	assert.ok(
		(await late!.receive('snapshot')).ledger >= ledger,
		'who comes after a change gets the state after it',
	);
	assert.ok(reads.begun > before, 'the negative control: that is another read');
	for (const client of [...clients, late!]) client.close();
});

test('shares the read of those who resume at the same message', async () => {
	const [first] = crowd(1);
	await first!.subscribe(eventChannel(event));
	const { seq } = await first!.receive('snapshot');
	const clients = crowd(50);
	Object.assign(reads, { begun: 0 });
	const { ledger: from } = fixture.indexer.hub;
	for (const client of clients) await client.subscribe(eventChannel(event), seq);
	await until('all resumed', () => count(clients, 'resumed') === clients.length);
	assert.ok(reads.begun <= oneALedger(from), `${reads.begun} reads for 50 listeners`);
	for (const client of [first!, ...clients]) client.close();
});

test('reads few channels at once, however many are wanted: the API keeps its connections', async () => {
	const clients = crowd(10);
	for (const [i, client] of clients.entries()) {
		for (let k = 0; k < 40; k++) await client.subscribe(orderChannel(event, BigInt(i * 40 + k)));
	}
	await until('all snapshots', () => count(clients, 'snapshot') === 400);
	assert.is(reads.begun, 400, 'the negative control: each is a channel of its own');
	assert.is(reads.most, readsAtOnce);
	for (const client of clients) client.close();
});

test('spaces out a listener that subscribes and leaves again and again, and it alone', async () => {
	const [hasty, calm] = crowd(2);
	for (let i = 0; i < 500; i++) {
		await hasty!.subscribe(orderChannel(event, BigInt(i)));
		await hasty!.send({ op: 'unsubscribe', channel: orderChannel(event, BigInt(i)) });
	}
	await calm!.subscribe(eventChannel(event));
	await calm!.receive('snapshot');
	// The burst and two seconds of the pace may be read, and `maxChannels` may wait. All others are refused, at once.
	const mayRead = connectionRate.burst + 2 * connectionRate.perSecond;
	assert.ok(reads.begun <= mayRead, `${reads.begun} reads for 500 subscriptions`);
	await until(
		'the refusals: who does not wait for answers gets TOO_MANY_CHANNELS',
		() => count([hasty!], 'error') >= 500 - mayRead - maxChannels,
	);
	assert.is(count([calm!], 'error'), 0);
	for (const client of [hasty!, calm!]) client.close();
});

test.run();
