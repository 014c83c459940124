import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publishReview } from '#relayer/models/live-outbox.ts';
import type { Database } from '#relayer/models/schema.ts';
import { openPostgres, type Postgres } from '#shared/service/postgres.server.ts';
import { until } from './indexer-fixture.ts';
import { type Store, startStore } from './store.ts';

const test = suite('the outbox views of the relayer and the platform');
let store: Store;
let relayer: Postgres<Record<string, never>>;

test.before(async () => {
	store = await startStore();
	relayer = openPostgres(store.urls('relayer').run, {});
});
test.after(async () => {
	await relayer.close();
	await store.close();
});

const opened = () => ({ id: randomUUID(), reason: 'AMOUNT_WRONG', state: 'open' as const });

const deadlock = '40P01';

/** Two transactions publish and lock the same case, in opposite orders. Returns the errors' codes. */
async function inOppositeOrders(numberAt: 'commit' | 'once'): Promise<string[]> {
	const [caseId] = (
		await store.rows(
			`INSERT INTO relay.reviews (id, reason, facts, opened_at) VALUES (gen_random_uuid(), 'TEST', '{}', now()) RETURNING id`,
		)
	).map((row) => row.id);
	const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	const lock = (db: Parameters<typeof publishReview>[0]) =>
		db.execute(`SELECT id FROM relay.reviews WHERE id = '${caseId}' FOR UPDATE`);
	const run = (mine: number, steps: ((db: Database) => Promise<unknown>)[]) =>
		relayer.db
			.transaction(async (tx) => {
				if (numberAt === 'once') await tx.execute('SET CONSTRAINTS ALL IMMEDIATE');
				await steps[0]!(tx as never);
				both[mine]!.resolve();
				await both[1 - mine]!.promise;
				await steps[1]!(tx as never);
			})
			.then(
				() => 'done',
				(error) => String((error.cause ?? error).code),
			);
	const write = (db: Database) => publishReview(db, opened());
	return Promise.all([run(0, [write, lock]), run(1, [lock, write])]);
}

test('publishing is part of no deadlock, since numbers are given at commit', async () => {
	assert.equal(await inOppositeOrders('commit'), ['done', 'done']);
	const control = await inOppositeOrders('once');
	assert.ok(control.includes(deadlock), `the negative control: ${control.join(' ')}`);
});

test('many publishers at once leave no gap, and no number commits before a lower one', async () => {
	const [{ last }] = await store.rows(`SELECT coalesce(max(seq), 0)::int AS last FROM relay.live_messages`);
	let seen = 0;
	let reading = true;
	const reader = (async () => {
		while (reading) {
			const rows = await store.rows(
				`SELECT (array_agg(seq ORDER BY id))[1]::int AS first, max(seq)::int AS last, count(*)::int AS n FROM relay.live_outbox WHERE seq > $1`,
				[last + seen],
			);
			if (rows[0].n === 0) continue;
			assert.is(rows[0].first, last + seen + 1);
			assert.is(rows[0].n, rows[0].last - last - seen, 'a reader sees no gap');
			seen += rows[0].n;
		}
	})();
	await Promise.all(
		Array.from({ length: 60 }, () =>
			relayer.db.transaction(async (tx) => {
				await publishReview(tx, opened());
				await tx.execute(`SELECT pg_sleep(${Math.random() / 50})`);
				await publishReview(tx, opened());
			}),
		),
	);
	await until('all of them', () => seen === 120);
	reading = false;
	await reader;
	const [{ unnumbered }] = await store.rows(
		`SELECT count(*)::int AS unnumbered FROM relay.live_messages WHERE id IS NULL OR seq IS NULL`,
	);
	assert.is(unnumbered, 0);
});

test('the indexer reads the two views; it can neither read other tables of those schemas nor write', async () => {
	const tables = await store.rows(
		`SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname IN ('relay', 'platform') AND c.relkind IN ('r', 'v', 'p')`,
	);
	assert.ok(tables.length > 25, `${tables.length} tables`);
	const granted = await store.rows(
		`SELECT t.name, p.privilege FROM unnest($1::text[]) AS t(name),
		unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p(privilege)
		WHERE has_table_privilege('indexer', t.name, p.privilege) ORDER BY t.name`,
		[tables.map((t) => t.name)],
	);
	assert.equal(granted, [
		{ name: 'platform.live_outbox', privilege: 'SELECT' },
		{ name: 'relay.live_outbox', privilege: 'SELECT' },
	]);
	const codeOf = (statement: string) =>
		store.db.execute(statement).then(
			() => 'done',
			(error) => String((error.cause ?? error).code),
		);
	const refused = '42501';
	assert.is(await codeOf('SELECT * FROM relay.live_outbox'), 'done');
	assert.is(await codeOf('SELECT * FROM relay.live_messages'), refused);
	assert.is(await codeOf('SELECT * FROM platform.accounts'), refused);
	assert.is(await codeOf(`INSERT INTO relay.live_outbox (channel) VALUES ('review')`), refused);
	assert.is(await codeOf('DELETE FROM platform.live_outbox'), refused);
});

test.run();
