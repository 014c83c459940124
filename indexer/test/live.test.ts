import { Client } from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '#shared/clock.ts';
import { eventChannel, orderChannel, ownerChannel } from '../live/channels.ts';
import { Connection, maxBacklogBytes, type Wire } from '../live/connection.ts';
import type { Hub } from '../live/hub.ts';
import type { EventDelta, OwnerDelta, ServerMessage } from '../live/messages.ts';
import { networkRate, Pace } from '../live/pace.ts';
import { type IndexerFixture, LiveClient, openFixture, until } from './indexer-fixture.ts';

const test = suite('a live channel');
let fixture: IndexerFixture;
let event: string;

/** Queries sent while their connection was busy. PostgreSQL's client warns of some now, and will refuse all. */
const overlapping: unknown[] = [];
const { query } = Client.prototype;
const busy = new WeakMap<Client, number>();
Client.prototype.query = function (this: Client, ...asked: unknown[]) {
	const answer: unknown = Reflect.apply(query, this, asked);
	if (!(answer instanceof Promise)) return answer;
	const before = busy.get(this) ?? 0;
	if (before > 0) overlapping.push(asked[0]);
	busy.set(this, before + 1);
	const ended = () => busy.set(this, busy.get(this)! - 1);
	answer.then(ended, ended);
	return answer;
} as typeof query;

test.before(async () => {
	fixture = await openFixture();
	event = await fixture.chainFixture.publish();
	const { sequence } = fixture.chainFixture.localnet.network;
	await until('the event', async () => fixture.indexer.hub.ledger >= sequence);
});
test.after(async () => {
	await fixture.close();
	Client.prototype.query = query;
});

const ofKind = <T extends ServerMessage['type']>(client: LiveClient, type: T) =>
	client.received.filter((m): m is Extract<ServerMessage, { type: T }> => m.type === type);
const soldIn = (delta: { data: unknown }): number => (delta.data as EventDelta).event.tiers[0]!.sold;
const listen = (): LiveClient => new LiveClient(fixture.indexer.url);

test('starts with a snapshot, then sends every change with its ledger', async () => {
	const { chainFixture } = fixture;
	const client = listen();
	const fan = await chainFixture.fan();
	await client.subscribe(eventChannel(event));
	await client.subscribe(ownerChannel(fan.publicKey()));
	await until('both snapshots', () => ofKind(client, 'snapshot').length === 2);
	const { seq } = ofKind(client, 'snapshot').find((m) => m.channel === eventChannel(event))!;
	const receipts = [];
	for (const qty of [1, 2]) receipts.push(await chainFixture.buy(fan, event, [{ tier: 0, qty }]));
	const deltas = await until('both sales', () => {
		const found = ofKind(client, 'delta').filter((m) => m.channel === eventChannel(event));
		return found.length === 2 ? found : null;
	});
	assert.equal(
		deltas.map((d) => [d.seq, d.ledger, soldIn(d)]),
		receipts.map(({ ledger }, i) => [seq + 1 + i, ledger, [1, 3][i]]),
	);
	assert.equal(
		deltas.map((d) => (d.data as EventDelta).causes.map((c) => [c.name, c.txHash])),
		receipts.map(({ hash }) => [['sold', hash]]),
	);
	const gained = await until('the tickets', () => {
		const own = ofKind(client, 'delta').filter((m) => m.channel === ownerChannel(fan.publicKey()));
		return own.length === 2 ? own.flatMap((m) => (m.data as OwnerDelta).gained.map((t) => t.id)) : null;
	});
	assert.equal(
		gained,
		receipts.flatMap((r) => r.tickets.map(String)),
	);
	client.close();
});

test('resumes after a cut: what the listener missed, once, and nothing else', async () => {
	const { chainFixture } = fixture;
	const fan = await chainFixture.fan();
	const first = listen();
	await first.subscribe(eventChannel(event));
	const { seq } = await first.receive('snapshot');
	first.close();
	await until('the end', () => first.closed !== null);
	for (let i = 0; i < 3; i++) {
		const { ledger } = await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
		await until('the sale', () => fixture.indexer.hub.ledger >= ledger);
	}
	const second = listen();
	await second.subscribe(eventChannel(event), seq);
	assert.is((await second.receive('resumed')).seq, seq + 3);
	assert.equal(
		ofKind(second, 'delta').map((d) => d.seq),
		[seq + 1, seq + 2, seq + 3],
	);
	assert.is(ofKind(second, 'snapshot').length, 0);
	const { ledger } = await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await until('the next one', () =>
		ofKind(second, 'delta').some((d) => d.seq === seq + 4 && d.ledger === ledger),
	);
	second.close();
});

test('starts with a snapshot again where missed messages are deleted or the number is unknown', async () => {
	const { store } = fixture;
	const name = eventChannel(event);
	await store.rows(`DELETE FROM chain.outbox WHERE channel = $1 AND seq <= 2`, [name]);
	for (const since of [0, 1, 1_000_000]) {
		const client = listen();
		await client.subscribe(name, since);
		const { seq } = await client.receive('snapshot');
		assert.ok(seq > 2 && seq < 1_000_000);
		client.close();
	}
});

test('is also served as server-sent events, which an EventSource resumes by itself', async () => {
	const { chainFixture, get } = fixture;
	const fan = await chainFixture.fan();
	const path = `/live?channel=${eventChannel(event)}`;
	const opened = await get(path, { accept: 'text/event-stream' });
	assert.match(String(opened.headers.get('content-type')), 'text/event-stream');
	const [snapshot] = await events(opened, 1);
	assert.is(snapshot!.event, 'snapshot');
	const { ledger } = await chainFixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await until('the sale', () => fixture.indexer.hub.ledger >= ledger);
	const again = await get(path, { accept: 'text/event-stream', 'last-event-id': snapshot!.id });
	const [missed, resumed] = await events(again, 2);
	assert.equal([missed!.event, resumed!.event], ['delta', 'resumed']);
	assert.is(missed!.data.ledger, ledger);
});

test('refuses unknown and closed names, and messages outside the protocol', async () => {
	const client = listen();
	const codes = async (count: number) => {
		await until(`${count} errors`, () => ofKind(client, 'error').length === count);
		return ofKind(client, 'error').map((e) => e.code);
	};
	await client.subscribe('weather:nairobi');
	await client.subscribe(`event:${'C'.repeat(56)}`);
	await codes(2);
	await client.subscribe(`organizer:${fixture.chainFixture.organizer.publicKey()}`);
	await codes(3);
	await client.send('nonsense');
	await client.send({ op: 'shout' });
	assert.equal(await codes(5), [
		'CHANNEL_UNKNOWN',
		'CHANNEL_UNKNOWN',
		'CHANNEL_UNKNOWN',
		'MESSAGE_INVALID',
		'MESSAGE_INVALID',
	]);
	for (let i = 0; i < 51; i++) await client.subscribe(orderChannel(event, BigInt(i)));
	assert.is((await codes(6)).at(-1), 'TOO_MANY_CHANNELS');
	assert.is(client.closed, null);
	client.close();
});

test('needs no notice: the poll finds messages whose notice was lost', async () => {
	const { chainFixture, store } = fixture;
	const client = listen();
	await client.subscribe(eventChannel(event));
	await client.receive('snapshot');
	const before = ofKind(client, 'delta').length;
	const ended = await store.rows(
		`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`,
	);
	assert.ok(ended.length > 0, 'the negative control: a session was listening');
	await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
	await until('the sale', () => ofKind(client, 'delta').length > before);
	client.close();
});

test('leaves no subscription of a client that subscribes and unsubscribes faster than the database answers', async () => {
	const name = eventChannel(event);
	const subscriptions = async () =>
		Number(
			/^passa_indexer_live_subscriptions\{service="indexer"\} (\d+)$/m.exec(
				await (await fixture.get('/metrics')).text(),
			)![1],
		);
	await until('no listener', async () => (await subscriptions()) === 0);
	const client = listen();
	for (let i = 0; i < 200; i++) {
		await client.subscribe(name);
		await client.send({ op: 'unsubscribe', channel: name });
	}
	await client.send('nonsense');
	await until('the last of it', () => ofKind(client, 'error').some((e) => e.code === 'MESSAGE_INVALID'));
	await until('no subscription', async () => (await subscriptions()) === 0);
	let before = client.received.length;
	await client.subscribe(name);
	await client.receive('snapshot', before);
	assert.is(await subscriptions(), 1, 'the negative control: a client that stays is counted');
	before = client.received.length;
	await client.send({ op: 'unsubscribe', channel: name });
	await client.subscribe(name);
	await client.receive('snapshot', before);
	assert.is(await subscriptions(), 1, 'once, however often it subscribed');
	client.close();
	await until('the end', async () => (await subscriptions()) === 0);
});

test('sends each change once to a client that subscribes again before the first answer', async () => {
	const hub = {
		ledger: 1,
		calls: [] as { listener: (m: ServerMessage) => void; done: () => void }[],
		left: 0,
		subscribe: (_name: string, _since: number | null, listener: (m: ServerMessage) => void) =>
			new Promise((done) => hub.calls.push({ listener, done: () => done(() => hub.left++) })),
	};
	const written: ServerMessage[] = [];
	const wire = { write: (m: ServerMessage) => written.push(m), backlog: () => 0, drop: () => {} };
	const connection = connectionOf(hub as never, wire);
	const name = eventChannel(event);
	const calls = [connection.subscribe(name, null)];
	await until('the first', () => hub.calls.length === 1);
	connection.unsubscribe(name);
	calls.push(connection.subscribe(name, null));
	await until('the second', () => hub.calls.length === 2);
	for (const { done } of hub.calls) done();
	await Promise.all(calls);
	assert.is(hub.left, 1, 'the first subscription has left the hub');
	const delta = { type: 'delta', channel: name, seq: 1, ledger: 1, data: {} } as unknown as ServerMessage;
	for (const { listener } of hub.calls) listener(delta);
	assert.equal(written, [delta]);
	for (let i = 0; i < 60; i++) {
		void connection.subscribe(orderChannel(event, BigInt(i)), null);
		connection.unsubscribe(orderChannel(event, BigInt(i)));
	}
	assert.is(written.filter((m) => m.type === 'error' && m.code === 'TOO_MANY_CHANNELS').length, 11);
	connection.close();
	assert.is(hub.left, 2);
});

test('sends one query at a time over a connection: PostgreSQL’s client will refuse a second', async () => {
	assert.equal(overlapping, [], 'all the above, ledgers and subscriptions');
	await fixture.indexer.db.transaction((tx) => Promise.all([tx.execute('SELECT 1'), tx.execute('SELECT 2')]));
	assert.is(overlapping.length, 1, 'the negative control');
});

test('drops a listener that does not keep up, rather than hold its messages', () => {
	const written: ServerMessage[] = [];
	let [backlog, dropped] = [0, ''];
	const wire = {
		write: (message: ServerMessage) => written.push(message),
		backlog: () => backlog,
		drop: (why: string) => {
			dropped = why;
		},
	};
	const connection = connectionOf(fixture.indexer.hub, wire);
	connection.fail(null, new Error('first'));
	backlog = maxBacklogBytes + 1;
	connection.fail(null, new Error('second'));
	assert.is(dropped, 'slow');
	backlog = 0;
	connection.fail(null, new Error('third'));
	assert.is(written.length, 1, 'nothing after it was dropped');
});

const connectionOf = (hub: Hub, wire: Wire): Connection =>
	new Connection({
		hub,
		wire,
		authorise: async () => null,
		token: null,
		networkPace: new Pace(networkRate, systemClock),
	});

type Sent = { event: string; id: string; data: { seq: number; ledger: number } };

/** The first messages of a stream, which then ends. */
async function events(response: Response, count: number): Promise<Sent[]> {
	const found: Sent[] = [];
	let text = '';
	for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
		text += chunk;
		const parts = text.split('\n\n');
		text = parts.pop()!;
		for (const part of parts) {
			const fields = Object.fromEntries(part.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
			found.push({ ...fields, data: JSON.parse(fields.data) } as Sent);
		}
		if (found.length >= count) break;
	}
	return found.slice(0, count);
}

test.run();
