import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publishToAccount } from '#platform/models/live-outbox.ts';
import { publishReview, trimLiveOutbox } from '#relayer/models/live-outbox.ts';
import { PassaError } from '#shared/errors.ts';
import { openPostgres, type Postgres } from '#shared/service/postgres.server.ts';
import type { Session } from '#shared/session.server.ts';
import { Hub } from '../live/hub.ts';
import type { ServerMessage } from '../live/messages.ts';
import { type IndexerFixture, LiveClient, openFixture, until } from './indexer-fixture.ts';
import { quiet } from './store.ts';

const test = suite('live channels of the relayer and the platform');
let fixture: IndexerFixture;
let relayer: Postgres<Record<string, never>>;
let platform: Postgres<Record<string, never>>;

test.before(async () => {
	fixture = await openFixture();
	relayer = openPostgres(fixture.store.urls('relayer').run, {});
	platform = openPostgres(fixture.store.urls('platform').run, {});
});
test.after(async () => {
	await relayer.close();
	await platform.close();
	await fixture.close();
});

type Review = { id: string; reason: string; state: 'open' | 'decided' };
const opened = (): Review => ({ id: randomUUID(), reason: 'AMOUNT_WRONG', state: 'open' });
const publish = (message: Review) => relayer.db.transaction((tx) => publishReview(tx, message));

const clients: LiveClient[] = [];
test.after.each(() => {
	for (const client of clients.splice(0)) client.close();
});

async function connect(token?: string): Promise<LiveClient> {
	const client = new LiveClient(fixture.indexer.url);
	clients.push(client);
	if (token) await client.setToken(token);
	return client;
}

const deltasOf = (client: LiveClient) => client.received.filter((m) => m.type === 'delta');
const dataOf = (client: LiveClient) => deltasOf(client).map((m) => m.data);
const supportToken = () => fixture.token({ roles: ['support'] });

/** The error that a subscription gets, without the channel's name. */
async function refusal(channel: string, token?: string): Promise<string> {
	const client = await connect(token);
	await client.subscribe(channel);
	const { code, message } = await client.receive('error');
	return `${code}: ${message.replace(channel, '…')}`;
}

test('a case that opens reaches support, and names no ledger', async () => {
	const client = await connect(await supportToken());
	await client.subscribe('review');
	const snapshot = await client.receive('snapshot');
	assert.equal(snapshot.data, { service: 'relayer', path: '/v1/review' });
	const message = opened();
	await publish(message);
	const delta = await client.receive('delta');
	assert.equal(delta, {
		type: 'delta',
		channel: 'review',
		seq: snapshot.seq + 1,
		ledger: null,
		data: message,
	});
});

test('a transaction that rolls back publishes nothing', async () => {
	const client = await connect(await supportToken());
	await client.subscribe('review');
	await client.receive('snapshot');
	const lost = relayer.db.transaction(async (tx) => {
		await publishReview(tx, opened());
		throw new Error('rolled back');
	});
	await lost.catch(() => {});
	const message = opened();
	await publish(message);
	await client.receive('delta');
	assert.equal(dataOf(client), [message]);
});

test('a channel closed to a session answers as one that does not exist', async () => {
	const account = randomUUID();
	const unknown = await refusal('weather', await supportToken());
	assert.is(unknown, 'CHANNEL_UNKNOWN: there is no channel …');
	const fan = await fixture.token({ roles: ['fan', 'organizer'] });
	const expired = await fixture.token({ account, roles: ['support'] }, -1000);
	for (const token of [undefined, 'nonsense', fan, expired]) {
		assert.is(await refusal('review', token), unknown);
		assert.is(await refusal(`account:${account}`, token), unknown);
	}
	// Support sees cases, and no account but its own.
	assert.is(await refusal(`account:${account}`, await supportToken()), unknown);
	const client = await connect(await fixture.token({ roles: ['admin'] }));
	await client.subscribe('review');
	await client.receive('snapshot');
});

test('an account sees its drafts change, and no other account’s', async () => {
	const [own, other] = [randomUUID(), randomUUID()];
	const client = await connect(await fixture.token({ account: own }));
	await client.subscribe(`account:${own}`);
	await client.receive('snapshot');
	const draft = { draft: randomUUID(), version: 2, state: 'published' as const };
	await publishToAccount(platform.db, other, { ...draft, draft: randomUUID() });
	await publishToAccount(platform.db, own, draft);
	await client.receive('delta');
	assert.equal(dataOf(client), [draft]);
});

test('a member sees an account’s drafts with the right to edit all its events, not with less', async () => {
	const account = randomUUID();
	const member = (rest: Partial<Session>) =>
		fixture.token({ account, by: randomUUID(), may: ['event.edit'], ...rest });
	const less: Partial<Session>[] = [{ events: [randomUUID()] }, { may: ['event.publish', 'members'] }];
	for (const rest of less) {
		const refused = await refusal(`account:${account}`, await member(rest));
		assert.is(refused, 'CHANNEL_UNKNOWN: there is no channel …');
	}
	const client = await connect(await member({}));
	await client.subscribe(`account:${account}`);
	await client.receive('snapshot');
	// Support is the person's own: a session for another account does not bring it.
	const team = await fixture.token({ account, by: randomUUID(), roles: ['support'] });
	assert.is(await refusal('review', team), 'CHANNEL_UNKNOWN: there is no channel …');
});

test('a listener resumes after the last message it saw', async () => {
	const first = await connect(await supportToken());
	await first.subscribe('review');
	const { seq } = await first.receive('snapshot');
	first.close();
	const missed = [opened(), opened()];
	for (const message of missed) await publish(message);
	const second = await connect(await supportToken());
	await second.subscribe('review', seq);
	assert.is((await second.receive('resumed')).seq, seq + 2);
	assert.equal(dataOf(second), missed);
	await publish(opened());
	await until('the next message', () => dataOf(second).length === 3);
	await trimLiveOutbox(relayer.db, new Date(Date.now() + 1000));
	const third = await connect(await supportToken());
	await third.subscribe('review', seq);
	assert.is((await third.receive('snapshot')).seq, seq + 3, 'deleted messages are a new snapshot');
	await publish(opened());
	assert.is((await third.receive('delta')).seq, seq + 4, 'the numbers go on');
});

test('a subscription ends with its session, and a new token starts it again', async () => {
	const account = randomUUID();
	const channel = `account:${account}`;
	const client = await connect(await fixture.token({ account }, 2000));
	await client.subscribe(channel);
	await client.receive('snapshot');
	const ended = await client.receive('error');
	assert.equal([ended.channel, ended.code], [channel, 'SESSION_ENDED']);
	const draft = { draft: randomUUID(), version: 1, state: 'draft' as const };
	await publishToAccount(platform.db, account, draft);
	await client.setToken(await fixture.token({ account }));
	const before = client.received.length;
	await client.subscribe(channel);
	await client.receive('snapshot', before);
	assert.equal(dataOf(client), [], 'what came in between was not sent');
	await publishToAccount(platform.db, account, { ...draft, version: 2 });
	await client.receive('delta', before);
	assert.equal(dataOf(client), [{ ...draft, version: 2 }]);
});

/** Subscribes at a hub of its own that gets no notices. */
async function withoutNotices(polls: boolean): Promise<{ hub: Hub; received: ServerMessage[] }> {
	const hub = new Hub(fixture.indexer.db, quiet);
	const early = await hub.subscribe('review', null, () => {}).catch((error: PassaError) => error);
	assert.ok(
		early instanceof PassaError && early.code === 'UNAVAILABLE',
		'before the start it could miss messages',
	);
	assert.is(early.detail.retryAfter, 1, 'a page that is back before the node has started asks again');
	await hub.start(() => async () => {});
	const received: ServerMessage[] = [];
	await hub.subscribe('review', null, (message) => received.push(message));
	if (!polls) await hub.stop();
	return { hub, received };
}

test('a message whose notice is lost is found by the poll', async () => {
	const [polling, idle] = [await withoutNotices(true), await withoutNotices(false)];
	const message = opened();
	await publish(message);
	await until('the message', () => polling.received.some((m) => m.type === 'delta'));
	const delta = polling.received.at(-1)!;
	assert.equal(delta.type === 'delta' && delta.data, message);
	assert.is(
		idle.received.length,
		1,
		'the negative control: without poll and notice there is only the snapshot',
	);
	await polling.hub.stop();
});

test('an outbox publishes on its own channels only, and only messages of their shape', async () => {
	const { chainFixture, store, indexer } = fixture;
	const event = await chainFixture.publish();
	const { sequence } = chainFixture.localnet.network;
	await until('the event', () => indexer.hub.ledger >= sequence);
	const client = await connect(await supportToken());
	await client.subscribe('review');
	await client.receive('snapshot');
	await client.subscribe(`event:${event}`);
	await until('both snapshots', () => client.received.filter((m) => m.type === 'snapshot').length === 2);
	const before = deltasOf(client).filter((m) => m.channel !== 'review').length;
	const insert = (channel: string, message: object) =>
		store.rows('INSERT INTO relay.live_messages (channel, message) VALUES ($1, $2)', [channel, message]);
	await insert(`event:${event}`, opened());
	await insert('review', { ...opened(), phone: '254712345678' });
	const message = opened();
	await insert('review', message);
	await until('the good message', () => deltasOf(client).some((m) => m.channel === 'review'));
	assert.equal(
		deltasOf(client)
			.filter((m) => m.channel === 'review')
			.map((m) => m.data),
		[message],
	);
	assert.is(deltasOf(client).filter((m) => m.channel !== 'review').length, before);
});

test('a service that migrates after the indexer starts is picked up', async () => {
	const { store } = fixture;
	await store.rows('ALTER VIEW relay.live_outbox RENAME TO live_outbox_later');
	const client = await connect(await supportToken());
	await client.subscribe('review');
	const { code, retryAfter } = (await client.receive('error')) as Extract<ServerMessage, { type: 'error' }>;
	assert.is(code, 'UNAVAILABLE', 'not unknown: a session that may see it can try again');
	assert.is(retryAfter, 5, 'the error says when to ask again: without that, a page never does');
	const hub = new Hub(fixture.indexer.db, quiet);
	await hub.start(() => async () => {});
	await store.rows('ALTER VIEW relay.live_outbox_later RENAME TO live_outbox');
	const before = client.received.length;
	await client.subscribe('review');
	await client.receive('snapshot', before);
	const received: ServerMessage[] = [];
	await hub.subscribe('review', null, (sent) => received.push(sent));
	const message = opened();
	await publish(message);
	await client.receive('delta', before);
	await until('the message at the new hub', () => received.some((m) => m.type === 'delta'));
	assert.equal(
		received.filter((m) => m.type === 'delta').map((m) => m.data),
		[message],
	);
	await hub.stop();
});

test.run();
