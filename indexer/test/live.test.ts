import { Client } from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventChannel, orderChannel, ownerChannel } from '../live/channels.ts';
import { Connection, mostBacklogBytes } from '../live/connection.ts';
import type { EventDelta, OwnerDelta, ServerMessage } from '../live/messages.ts';
import { Ear, type Served, serve, until } from './served.ts';

const test = suite('live channels');
let served: Served;
let event: string;

/** What was asked of a connection that had not answered yet. PostgreSQL's client warns of some, and will refuse all. */
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
	served = await serve();
	event = await served.world.publish();
	const { sequence } = served.world.localnet.network;
	await until('the event', async () => served.indexer.hub.ledger >= sequence);
});
test.after(async () => {
	await served.close();
	Client.prototype.query = query;
});

const ofKind = <T extends ServerMessage['type']>(ear: Ear, type: T) =>
	ear.heard.filter((m): m is Extract<ServerMessage, { type: T }> => m.type === type);
const soldIn = (delta: { data: unknown }): number => (delta.data as EventDelta).event.tiers[0]!.sold;
const listen = (): Ear => new Ear(served.indexer.url);

test('begin with a snapshot, go on with every change, and name its ledger', async () => {
	const { world } = served;
	const ear = listen();
	const fan = await world.fan();
	await ear.subscribe(eventChannel(event));
	await ear.subscribe(ownerChannel(fan.publicKey()));
	await until('both snapshots', () => ofKind(ear, 'snapshot').length === 2);
	const { seq } = ofKind(ear, 'snapshot').find((m) => m.channel === eventChannel(event))!;
	const receipts = [];
	for (const qty of [1, 2]) receipts.push(await world.buy(fan, event, [{ tier: 0, qty }]));
	const deltas = await until('both sales', () => {
		const heard = ofKind(ear, 'delta').filter((m) => m.channel === eventChannel(event));
		return heard.length === 2 ? heard : null;
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
		const own = ofKind(ear, 'delta').filter((m) => m.channel === ownerChannel(fan.publicKey()));
		return own.length === 2 ? own.flatMap((m) => (m.data as OwnerDelta).gained.map((t) => t.id)) : null;
	});
	assert.equal(
		gained,
		receipts.flatMap((r) => r.tickets.map(String)),
	);
	ear.close();
});

test('go on where a listener was cut off: what it missed, once, and nothing else', async () => {
	const { world } = served;
	const fan = await world.fan();
	const first = listen();
	await first.subscribe(eventChannel(event));
	const { seq } = await first.hear('snapshot');
	first.close();
	await until('the end', () => first.closed !== null);
	for (let i = 0; i < 3; i++) {
		const { ledger } = await world.buy(fan, event, [{ tier: 0, qty: 1 }]);
		await until('the sale', () => served.indexer.hub.ledger >= ledger);
	}
	const second = listen();
	await second.subscribe(eventChannel(event), seq);
	assert.is((await second.hear('resumed')).seq, seq + 3);
	assert.equal(
		ofKind(second, 'delta').map((d) => d.seq),
		[seq + 1, seq + 2, seq + 3],
	);
	assert.is(ofKind(second, 'snapshot').length, 0);
	const { ledger } = await world.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await until('the next one', () =>
		ofKind(second, 'delta').some((d) => d.seq === seq + 4 && d.ledger === ledger),
	);
	second.close();
});

test('begin anew where what was missed is gone, or where the number is not one of ours', async () => {
	const { store } = served;
	const name = eventChannel(event);
	await store.rows(`DELETE FROM chain.outbox WHERE channel = $1 AND seq <= 2`, [name]);
	for (const since of [0, 1, 1_000_000]) {
		const ear = listen();
		await ear.subscribe(name, since);
		const { seq } = await ear.hear('snapshot');
		assert.ok(seq > 2 && seq < 1_000_000);
		ear.close();
	}
});

test('are server-sent events as well, which an EventSource resumes by itself', async () => {
	const { world, get } = served;
	const fan = await world.fan();
	const path = `/live?channel=${eventChannel(event)}`;
	const opened = await get(path, { accept: 'text/event-stream' });
	assert.match(String(opened.headers.get('content-type')), 'text/event-stream');
	const [snapshot] = await events(opened, 1);
	assert.is(snapshot!.event, 'snapshot');
	const { ledger } = await world.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await until('the sale', () => served.indexer.hub.ledger >= ledger);
	const again = await get(path, { accept: 'text/event-stream', 'last-event-id': snapshot!.id });
	const [missed, resumed] = await events(again, 2);
	assert.equal([missed!.event, resumed!.event], ['delta', 'resumed']);
	assert.is(missed!.data.ledger, ledger);
});

test('refuse what does not exist, is not open, or is not said in their words', async () => {
	const ear = listen();
	const codes = async (count: number) => {
		await until(`${count} errors`, () => ofKind(ear, 'error').length === count);
		return ofKind(ear, 'error').map((e) => e.code);
	};
	await ear.subscribe('weather:nairobi');
	await ear.subscribe(`event:${'C'.repeat(56)}`);
	await codes(2);
	await ear.subscribe(`organizer:${served.world.organizer.publicKey()}`);
	await codes(3);
	await ear.say('nonsense');
	await ear.say({ op: 'shout' });
	assert.equal(await codes(5), [
		'CHANNEL_UNKNOWN',
		'CHANNEL_UNKNOWN',
		'CHANNEL_FORBIDDEN',
		'MESSAGE_INVALID',
		'MESSAGE_INVALID',
	]);
	for (let i = 0; i < 51; i++) await ear.subscribe(orderChannel(event, BigInt(i)));
	assert.is((await codes(6)).at(-1), 'TOO_MANY_CHANNELS');
	assert.is(ear.closed, null);
	ear.close();
});

test('need no notice: what was told while nobody could hear it is looked for', async () => {
	const { world, store } = served;
	const ear = listen();
	await ear.subscribe(eventChannel(event));
	await ear.hear('snapshot');
	const before = ofKind(ear, 'delta').length;
	const ended = await store.rows(
		`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`,
	);
	assert.ok(ended.length > 0, 'the negative control: somebody was listening');
	await world.buy(await world.fan(), event, [{ tier: 0, qty: 1 }]);
	await until('the sale', () => ofKind(ear, 'delta').length > before);
	ear.close();
});

test('leave nothing behind of a listener who comes and goes faster than the database answers', async () => {
	const name = eventChannel(event);
	const subscriptions = async () =>
		Number(/^passa_indexer_live_subscriptions (\d+)$/m.exec(await (await served.get('/metrics')).text())![1]);
	await until('no listener', async () => (await subscriptions()) === 0);
	const ear = listen();
	for (let i = 0; i < 200; i++) {
		await ear.subscribe(name);
		await ear.say({ op: 'unsubscribe', channel: name });
	}
	await ear.say('nonsense');
	await until('the last of it', () => ofKind(ear, 'error').some((e) => e.code === 'MESSAGE_INVALID'));
	await until('nobody', async () => (await subscriptions()) === 0);
	let before = ear.heard.length;
	await ear.subscribe(name);
	await ear.hear('snapshot', before);
	assert.is(await subscriptions(), 1, 'the negative control: who stays is counted');
	before = ear.heard.length;
	await ear.say({ op: 'unsubscribe', channel: name });
	await ear.subscribe(name);
	await ear.hear('snapshot', before);
	assert.is(await subscriptions(), 1, 'once, however often it came');
	ear.close();
	await until('the end', async () => (await subscriptions()) === 0);
});

test('hear each change once, where a listener came back before its first coming was answered', async () => {
	const hub = {
		ledger: 1,
		begun: [] as { listener: (m: ServerMessage) => void; done: () => void }[],
		left: 0,
		subscribe: (_name: string, _since: number | null, listener: (m: ServerMessage) => void) =>
			new Promise((done) => hub.begun.push({ listener, done: () => done(() => hub.left++) })),
	};
	const written: ServerMessage[] = [];
	const wire = { write: (m: ServerMessage) => written.push(m), backlog: () => 0, drop: () => {} };
	const connection = new Connection(hub as never, wire, async () => {}, null);
	const name = eventChannel(event);
	const calls = [connection.subscribe(name, null)];
	await until('the first', () => hub.begun.length === 1);
	connection.unsubscribe(name);
	calls.push(connection.subscribe(name, null));
	await until('the second', () => hub.begun.length === 2);
	for (const { done } of hub.begun) done();
	await Promise.all(calls);
	assert.is(hub.left, 1, 'the first one has left the hub');
	const delta = { type: 'delta', channel: name, seq: 1, ledger: 1, data: {} } as unknown as ServerMessage;
	for (const { listener } of hub.begun) listener(delta);
	assert.equal(written, [delta]);
	for (let i = 0; i < 60; i++) {
		void connection.subscribe(orderChannel(event, BigInt(i)), null);
		connection.unsubscribe(orderChannel(event, BigInt(i)));
	}
	assert.is(written.filter((m) => m.type === 'error' && m.code === 'TOO_MANY_CHANNELS').length, 11);
	connection.close();
	assert.is(hub.left, 2);
});

test('ask one thing at a time of a connection: PostgreSQL’s client will refuse a second', async () => {
	assert.equal(overlapping, [], 'all the above, ledgers and subscriptions');
	await served.indexer.db.transaction((tx) => Promise.all([tx.execute('SELECT 1'), tx.execute('SELECT 2')]));
	assert.is(overlapping.length, 1, 'the negative control');
});

test('drop a listener that does not keep up, rather than hold its messages', () => {
	const written: ServerMessage[] = [];
	let [backlog, dropped] = [0, ''];
	const wire = {
		write: (message: ServerMessage) => written.push(message),
		backlog: () => backlog,
		drop: (why: string) => {
			dropped = why;
		},
	};
	const connection = new Connection(served.indexer.hub, wire, async () => {}, null);
	connection.fail(null, new Error('first'));
	backlog = mostBacklogBytes + 1;
	connection.fail(null, new Error('second'));
	assert.is(dropped, 'slow');
	backlog = 0;
	connection.fail(null, new Error('third'));
	assert.is(written.length, 1, 'nothing after it was dropped');
});

type Sent = { event: string; id: string; data: { seq: number; ledger: number } };

/** The first messages of a stream, which is left then. */
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
