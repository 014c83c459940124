import { eq } from 'drizzle-orm';
import { integer, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { openPostgres, type Postgres } from './postgres.server.ts';
import { countRequest, deleteEndedLimits, limitRate, tooOften } from './rate-limit.server.ts';

const test = suite('a rate limit');
const limits = pgSchema('platform').table('tries', {
	key: text().primaryKey(),
	count: integer().notNull(),
	endsAt: timestamp({ withTimezone: true }).notNull(),
});
const rule = { seconds: 60, max: 5 };
let cluster: TestPostgres;
let postgres: Postgres<Record<string, never>>;

test.before(async () => {
	cluster = await startTestPostgres();
	postgres = openPostgres<Record<string, never>>((await cluster.database()).urls('platform').owner, {});
	await postgres.db.execute(
		'CREATE UNLOGGED TABLE platform.tries (key text PRIMARY KEY, count integer NOT NULL, ends_at timestamptz NOT NULL)',
	);
});
test.before.each(async () => {
	await postgres.db.delete(limits);
});
test.after(async () => {
	await postgres.close();
	await cluster.stop();
});

const begin = Date.parse('2026-11-28T12:00:00Z');
const count = (now = begin, key = 'k') => countRequest(postgres.db, limits, key, rule, now);

test('allows so many within its window, and says when the next one may come', async () => {
	for (let i = 0; i < 5; i++)
		assert.equal(await count(begin + i * 1000), { allowed: true, retryAfter: 60 - i });
	assert.equal(await count(begin + 10_500), { allowed: false, retryAfter: 50 });
	assert.equal(await count(begin + 59_999), { allowed: false, retryAfter: 1 });
	assert.is((await count(begin, 'another')).allowed, true);
	assert.equal(await count(begin + 60_000), { allowed: true, retryAfter: 60 });
});

test('allows no more to any number that ask at once', async () => {
	const all = await Promise.all(Array.from({ length: 40 }, () => count()));
	assert.is(all.filter(({ allowed }) => allowed).length, 5);
});

test('control: read first and written then, the count would allow more', async () => {
	const { db } = postgres;
	await db.insert(limits).values({ key: 'k', count: 0, endsAt: new Date(begin + 60_000) });
	const careless = async (): Promise<boolean> => {
		const [row] = await db.select().from(limits).where(eq(limits.key, 'k'));
		if (row!.count >= rule.max) return false;
		await db
			.update(limits)
			.set({ count: row!.count + 1 })
			.where(eq(limits.key, 'k'));
		return true;
	};
	const all = await Promise.all(Array.from({ length: 40 }, careless));
	assert.ok(all.filter(Boolean).length > 5);
});

test('refuses with the code that its service gives, and the time in seconds', async () => {
	const limit = () => limitRate(postgres.db, limits, 'k', { seconds: 60, max: 1, code: 'TOO_OFTEN' }, begin);
	await limit();
	assert.is(await codeOf(limit()), 'TOO_OFTEN');
	const { status, detail, message } = tooOften('X', 600);
	assert.equal([status, detail], [429, { retryAfter: 600 }]);
	assert.match(message, '10 minutes');
	assert.match(tooOften('X', 0).message, '1 seconds');
	assert.match(tooOften('X', 7200).message, '2 hours');
});

test('windows that have ended are deleted', async () => {
	await count(begin, 'old');
	await count(begin + 30_000, 'young');
	await deleteEndedLimits(postgres.db, limits, new Date(begin + 60_001));
	assert.equal(
		(await postgres.db.select().from(limits)).map(({ key }) => key),
		['young'],
	);
});

test.run();
