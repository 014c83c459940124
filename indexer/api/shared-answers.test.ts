import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sharedAnswers } from './shared-answers.ts';

const test = suite('answers that a crowd shares');

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** An API whose only route counts how often it reads. */
function api() {
	const progress = { ledger: 7 };
	let reads = 0;
	const app = new Hono();
	app.use(sharedAnswers({ progress } as Parameters<typeof sharedAnswers>[0]));
	app.get('/v1/events/:event', async (c) => {
		reads++;
		const mine = reads;
		await pause(5);
		const event = c.req.param('event');
		if (event === 'broken') throw new Error('the database is away');
		if (event === 'none') return c.json({ code: 'EVENT_NOT_FOUND' }, 404);
		return c.json({ event, read: mine, ledger: progress.ledger });
	});
	app.get('/v1/events/:event/evidence', (c) => c.json({ read: ++reads }));
	app.onError((_, c) => c.json({ code: 'INTERNAL' }, 500));
	const get = async (path: string) => {
		const answer = await app.request(path);
		return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.json() };
	};
	return { progress, get, reads: () => reads };
}

test('a hundred requests at once are one read, and all get the same answer', async () => {
	const { get, reads } = api();
	const answers = await Promise.all(Array.from({ length: 100 }, () => get('/v1/events/1')));
	assert.is(reads(), 1);
	for (const each of answers) assert.equal(each, answers[0]);
	assert.match(answers[0]!.type!, 'application/json');
});

test('another event, other words of a query, or a new ledger makes another read', async () => {
	const { get, reads, progress } = api();
	await Promise.all([get('/v1/events/1'), get('/v1/events/2'), get('/v1/events/1?q=a')]);
	assert.is(reads(), 3);
	progress.ledger = 8;
	assert.is((await get('/v1/events/1')).body.ledger, 8);
	assert.is(reads(), 4);
});

test('who waited for a ledger shares with those who did not, in any order of the query', async () => {
	const { get, reads } = api();
	await Promise.all(['', '?minLedger=7', '?minLedger=3'].map((query) => get(`/v1/events/1${query}`)));
	await Promise.all(['?a=1&b=2', '?b=2&a=1'].map((query) => get(`/v1/events/1${query}`)));
	assert.is(reads(), 2);
});

test('a crowd’s answer is kept for a moment, nobody else’s is', async () => {
	const { get, reads } = api();
	await get('/v1/events/1');
	await get('/v1/events/1');
	assert.is(reads(), 2, 'one after the other, each reads');
	await Promise.all([get('/v1/events/1'), get('/v1/events/1'), get('/v1/events/1')]);
	await get('/v1/events/1');
	assert.is(reads(), 3);
	await pause(120);
	await get('/v1/events/1');
	assert.is(reads(), 4);
});

test('refusals and failures are nobody else’s, and nobody waits for them for ever', async () => {
	const { get, reads } = api();
	const refused = await Promise.all(['none', 'none', 'none'].map((event) => get(`/v1/events/${event}`)));
	assert.equal(
		refused.map(({ status }) => status),
		[404, 404, 404],
	);
	assert.is(reads(), 3);
	const failed = await Promise.all(['broken', 'broken'].map((event) => get(`/v1/events/${event}`)));
	assert.equal(
		failed.map(({ status }) => status),
		[500, 500],
	);
});

test('an evidence file is made for one asker', async () => {
	const { get, reads } = api();
	await Promise.all([get('/v1/events/1/evidence'), get('/v1/events/1/evidence')]);
	assert.is(reads(), 2);
});

test.run();
