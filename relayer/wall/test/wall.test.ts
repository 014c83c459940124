import type { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '#shared/clock.ts';
import { wallKeptDays } from '#shared/wall-words.ts';
import { freshPhone } from '../../test/fixture.ts';
import { deleteOldPosts } from '../end-posts.ts';
import { code, fresh, idOf, type PostingHolder, until, WallFixture } from './wall-fixture.ts';

const test = suite('the wall of an event, on a running relayer');
const f = new WallFixture();

test.before(async () => {
	await f.openDoors();
	await f.setWall({});
});
test.after(() => f.close());

test('a post is shown once it was approved, and no longer once it was hidden', async () => {
	const text = fresh();
	const id = idOf(await f.write(await f.holder(), { text, name: 'Amina' }));
	assert.not(await f.shows(text));
	const waiting = (await f.team('GET', '/posts')).body;
	assert.equal(
		waiting.posts
			.filter((post: { id: string }) => post.id === id)
			.map((post: { state: string }) => post.state),
		['waiting'],
	);
	assert.is(code(await f.decide(id, 'approve')), '200');
	assert.ok(await f.shows(text));
	assert.is(code(await f.decide(id, 'hide')), '200');
	assert.not(await f.shows(text));
	assert.is(code(await f.decide(id, 'approve')), '200');
	assert.ok(await f.shows(text));
});

test('a paused wall shows nothing and still takes posts; one that is off takes none', async () => {
	const text = fresh();
	const writer = await f.holder();
	await f.decide(idOf(await f.write(writer, { text })), 'approve');
	await f.setWall({ paused: true });
	assert.equal(await f.screen(), { mode: 'paused', texts: [] });
	assert.is(code(await f.write(writer)), '201');
	await f.setWall({ policy: 'off' });
	assert.equal(await f.screen(), { mode: 'off', texts: [] });
	assert.is(code(await f.write(writer)), 'WALL_OFF');
	await f.setWall({});
	assert.ok(await f.shows(text), 'control');
});

test('who has no ticket writes nothing: by a link alone, by another number, by another’s order or wallet', async () => {
	const [holder, other] = [await f.holder(), await f.holder()];
	assert.is(code(await f.write({ ...holder, proof: '' })), 'PASS_NEEDS_PROOF');
	assert.is(code(await f.write({ ...holder, proof: await f.prove(freshPhone()) })), 'PASS_NEEDS_PROOF');
	assert.is(code(await f.write({ ...holder, proof: other.proof })), 'PASS_NEEDS_PROOF');
	assert.is(code(await f.write(holder, {}, other.made.token)), 'ORDER_NOT_FOUND');
	const { fan: key, tickets } = await f.walletWith(1);
	const as = async (wallet: string, text = fresh()) => {
		const body = { ticket: String(tickets[0]), text, agreed: true };
		return f.running.request(
			'POST',
			`/v1/events/${f.event}/wall/own`,
			body,
			await f.sessionOf('ann', [wallet]),
		);
	};
	const stranger = (await f.fixture.chainFixture.fan()).publicKey();
	assert.is(code(await as(stranger)), 'PASS_NEEDS_PROOF');
	assert.is(code(await as(key.publicKey())), '201');
	const guest = await f.running.request('POST', `/v1/events/${f.event}/wall/own`, {});
	assert.is(guest.status, 401);
});

test('nothing is written without consent, with a link, with nothing to read, or with ten kilobytes of marks', async () => {
	const writer = await f.holder();
	assert.is((await f.write(writer, { agreed: false })).status, 400);
	assert.is(code(await f.write(writer, { text: 'see evil.example' })), 'TEXT_HAS_LINK');
	assert.is(code(await f.write(writer, { text: '\u200B\u2800' })), 'TEXT_MISSING');
	assert.is(code(await f.write(writer, { name: 'www.evil.example' })), 'TEXT_HAS_LINK');
	assert.is(code(await f.write(writer, { text: 'x'.repeat(141) })), 'TEXT_TOO_LONG');
	for (const text of ['e'.concat('\u0301'.repeat(5000)), '👩‍👩‍👧‍👦'.repeat(900)])
		assert.is((await f.write(writer, { text })).status, 400);
	const marked = idOf(await f.write(writer, { text: `Z${'\u0335'.repeat(400)}algo \u202E<b>hi</b>` }));
	const [post] = await f.own(writer);
	assert.is(post?.id, marked);
	assert.is(post?.text, `Z${'\u0335'.repeat(4)}algo <b>hi</b>`, 'markup is words, which pages escape');
});

test('a stranger moderates nothing: a guest, a fan, a member without the right, a team of another event', async () => {
	const id = idOf(await f.write(await f.holder()));
	const body = { decision: 'approve' };
	const path = `/v1/events/${f.event}/wall/posts/${id}`;
	assert.is((await f.running.request('POST', path, body)).status, 401);
	assert.is((await f.running.request('POST', path, body, await f.running.session(['fan']))).status, 403);
	assert.is(code(await f.team('POST', `/posts/${id}`, body, ['checkin.supervise'])), 'FORBIDDEN');
	assert.is(code(await f.team('POST', `/posts/${id}`, body, ['content.moderate'], [])), 'EVENT_NOT_FOUND');
	assert.is(
		code(await f.team('PUT', '', { policy: 'off', paused: true }, ['content.moderate'], [])),
		'EVENT_NOT_FOUND',
	);
	assert.is((await f.team('GET', '/posts', undefined, ['content.moderate'], [])).status, 404);
	const other = f.event;
	await f.publishWith(-60, 3600);
	assert.is(code(await f.decide(id, 'approve')), 'WALL_POST_UNKNOWN', 'a post of another event');
	f.event = other;
	assert.is(code(await f.decide(id, 'approve')), '200', 'control');
});

test('a holder withdraws their own post and nobody else’s', async () => {
	const [writer, other] = [await f.holder(), await f.holder()];
	const text = fresh();
	const id = idOf(await f.write(writer, { text }));
	await f.decide(id, 'approve');
	const withdraw = ({ made }: PostingHolder) => {
		const url = `${f.running.relayer.url}/v1/orders/${made.order.reference}/wall/${id}`;
		return fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${made.token}` } });
	};
	assert.is((await withdraw(other)).status, 404);
	assert.ok(await f.shows(text));
	assert.is((await withdraw(writer)).status, 204);
	assert.not(await f.shows(text));
	assert.equal(await f.fixture.rows('SELECT id FROM relay.wall_posts WHERE id = $1', [id]), []);
});

test('who is blocked writes no more, with none of their orders, and all of theirs is hidden', async () => {
	const { made, phone } = await f.bought();
	const writer = { made, proof: await f.prove(phone) };
	const wanted = { event: f.event, tier: 0, qty: 1, phone, idempotencyKey: crypto.randomUUID() };
	const { body } = await f.running.request('POST', '/v1/orders', wanted);
	const second = { made: { ...body, order: await f.running.until(body, ['issued']) }, proof: writer.proof };
	const [first, text] = [idOf(await f.write(writer)), fresh()];
	await f.decide(idOf(await f.write(second, { text })), 'approve');
	assert.ok(await f.shows(text));
	assert.is(code(await f.decide(first, 'block')), '200');
	assert.not(await f.shows(text));
	for (const each of [writer, second]) assert.is(code(await f.write(each)), 'WALL_BLOCKED');
	assert.is(code(await f.decide(first, 'approve')), 'WALL_BLOCKED');
	const { blocked } = (await f.team('GET', '/posts')).body;
	assert.is((await f.team('DELETE', `/blocks/${blocked[0].id}`)).status, 204);
	assert.is(code(await f.write(writer)), '201');
	assert.is(code(await f.decide(first, 'approve')), '200');
});

test('a holder floods nobody: three wait at once, also when they come together', async () => {
	const writer = await f.holder(2);
	const answers = await Promise.all(Array.from({ length: 8 }, () => f.write(writer)));
	const codes = answers.map(code).toSorted();
	assert.equal(codes, ['201', '201', '201', ...Array(5).fill('WALL_FULL')]);
	for (const { id } of await f.own(writer)) await f.decide(id, 'hide');
	const later = [];
	for (let i = 0; i < 5; i++) later.push(code(await f.write(writer)));
	assert.equal(later, ['201', '201', '201', 'WALL_FULL', 'TOO_MANY_REQUESTS']);
	assert.is(code(await f.write(await f.holder())), '201', 'another holder is not counted');
});

async function ofWallet(): Promise<{ key: Keypair; ticket: bigint; text: string; id: string }> {
	const { fan: key, tickets } = await f.walletWith(1);
	const [text, ticket] = [fresh(), tickets[0]!];
	const session = await f.sessionOf('ann', [key.publicKey()]);
	const body = { ticket: String(ticket), text, agreed: true };
	const id = idOf(await f.running.request('POST', `/v1/events/${f.event}/wall/own`, body, session));
	assert.is(code(await f.decide(id, 'approve')), '200');
	assert.ok(await f.shows(text), 'control');
	return { key, ticket, text, id };
}
const stateOf = async (id: string) =>
	(await f.fixture.rows('SELECT state, hidden_for FROM relay.wall_posts WHERE id = $1', [id]))[0];

test('a transfer on chain hides a post, and it cannot be approved again', async () => {
	const doorsOpen = f.event;
	// Tickets move until the doors open.
	await f.publishWith(86_400, 90_000);
	await f.setWall({});
	const { key, ticket, text, id } = await ofWallet();
	const { chainFixture } = f.fixture;
	const args = { from: key.publicKey(), to: (await chainFixture.fan()).publicKey(), token_id: ticket };
	await chainFixture.call(key, f.event, 'transfer', args);
	await until(async () => (await stateOf(id)).state === 'hidden');
	assert.equal(await stateOf(id), { state: 'hidden', hidden_for: 'ticket' });
	assert.not(await f.shows(text));
	assert.is(code(await f.decide(id, 'approve')), 'WALL_POST_ENDED');
	f.event = doorsOpen;
});

test('a ticket that was given back hides its post at once', async () => {
	const { ticket, text, id } = await ofWallet();
	await f.fixture.rows(
		'UPDATE relay.gate_tickets SET refunded = true WHERE event = $1 AND chain_order = $2',
		[f.event, String(ticket >> 5n)],
	);
	assert.not(await f.shows(text), 'before the worker comes');
	await until(async () => (await stateOf(id)).state === 'hidden');
});

test('a ticket that is given to a friend takes its post along; the friend writes an own one', async () => {
	const writer = await f.holder();
	const text = fresh();
	await f.decide(idOf(await f.write(writer, { text })), 'approve');
	const { reference } = writer.made.order;
	await f.fixture.rows(
		`INSERT INTO relay.handovers (id, order_no, event, index, state, kind, key, sealed, language, token_hash, claimed_by, created_at, expires_at, ended_at)
		SELECT gen_random_uuid(), no, event, 0, 'claimed', 'phone', decode(repeat('00', 32), 'hex'), NULL, 'en', sha256('friend'), 'friend', now(), now(), now() FROM relay.orders WHERE reference = $1`,
		[reference],
	);
	assert.not(await f.shows(text));
	assert.is(code(await f.write(writer)), 'TICKET_GIVEN');
	const path = '/v1/handovers/friend/wall';
	const wanted = { text: fresh(), agreed: true };
	assert.is(
		code(await f.running.request('POST', path, wanted, await f.sessionOf('stranger', []))),
		'HANDOVER_NOT_FOUND',
	);
	const answer = await f.running.request('POST', path, wanted, await f.sessionOf('friend', []));
	await f.decide(idOf(answer), 'approve');
	assert.ok(await f.shows(wanted.text));
});

test('some days after the event all its posts are gone, and no others', async () => {
	const other = f.event;
	await f.publishWith(-60, 3600);
	await f.setWall({});
	idOf(await f.write(await f.holder()));
	const [{ ends_at: ends }] = await f.fixture.rows('SELECT ends_at FROM relay.events WHERE event = $1', [
		f.event,
	]);
	await f.fixture.rows('UPDATE relay.events SET ends_at = ends_at - 60 WHERE event = $1', [f.event]);
	const left = async () =>
		(await f.fixture.rows('SELECT event FROM relay.wall_posts')).filter(({ event }) => event === f.event)
			.length;
	const at = (milliseconds: number) =>
		deleteOldPosts({ db: f.fixture.db, clock: { ...systemClock, now: () => milliseconds } });
	const due = (Number(ends) - 60) * 1000 + wallKeptDays * 86_400_000;
	await at(due - 1000);
	assert.is(await left(), 1, 'control: not before its time');
	await at(due + 1000);
	assert.is(await left(), 0);
	f.event = other;
	assert.ok((await f.fixture.rows('SELECT id FROM relay.wall_posts')).length > 0);
});

test('one address cannot ask without end, and others are not stopped by it', async () => {
	const { made } = await f.holder();
	const path = `/v1/orders/${made.order.reference}/wall`;
	const body = { text: 'x', agreed: true };
	for (let i = 0; ; i++) {
		assert.ok(i < 700, 'never refused');
		const { status } = await f.running.request('POST', path, body, 'x'.repeat(43));
		if (status === 429) break;
		assert.is(status, 404);
	}
	assert.is((await f.screen()).mode, 'on', 'screens go on');
});

test.run();
