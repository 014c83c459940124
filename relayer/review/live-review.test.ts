import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '#shared/clock.ts';
import { openPostgres, type Postgres } from '#shared/service/postgres.server.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { closeAlerts, openAlert } from '../cases/open-alert.ts';
import { openCase } from '../cases/open-case.ts';
import { openRelayerSeal } from '../relayer-seal.ts';
import { decideCase } from './decide-case.ts';

const test = suite('the live channel of the review queue');
let cluster: TestPostgres;
let postgres: Postgres<Record<string, never>>;

test.before(async () => {
	cluster = await startTestPostgres();
	const { run } = (await cluster.database()).urls('relayer');
	postgres = openPostgres(run, {});
});
test.after(async () => {
	await postgres.close();
	await cluster.stop();
});

const now = new Date('2026-11-01T12:00:00Z');

/** What was published since the last call. */
async function published(): Promise<unknown[]> {
	const { rows } = await postgres.pool.query('SELECT channel, message FROM relay.live_outbox ORDER BY id');
	await postgres.pool.query('DELETE FROM relay.live_messages');
	for (const { channel } of rows) assert.is(channel, 'review');
	return rows.map((row) => row.message);
}

const idsOf = async (reason: string): Promise<string[]> =>
	(
		await postgres.pool.query('SELECT id FROM relay.reviews WHERE reason = $1 ORDER BY opened_at', [reason])
	).rows.map((row) => row.id);

test('a case is published when it opens and when somebody decides it, and not twice', async () => {
	const { db } = postgres;
	const found = { reason: 'AMOUNT_WRONG' as const, paymentId: randomUUID(), facts: { amount: '70000' } };
	for (let i = 0; i < 2; i++) await db.transaction((tx) => openCase(tx, found, now));
	const [id] = await idsOf('AMOUNT_WRONG');
	assert.equal(await published(), [{ id, reason: 'AMOUNT_WRONG', state: 'open' }]);
	const deps = {
		db,
		seal: openRelayerSeal('00'.repeat(32)),
		clock: systemClock,
		log: pino({ level: 'silent' }),
	};
	const decided = { decision: 'nothing' as const, note: 'a private note', by: 'an account', costKes: 0n };
	await decideCase(deps, id!, decided);
	await decideCase(deps, id!, decided).catch(() => {});
	assert.equal(await published(), [{ id, reason: 'AMOUNT_WRONG', state: 'decided' }]);
});

test('a case that the caller rolls back is not published', async () => {
	const found = { reason: 'AMOUNT_WRONG' as const, paymentId: randomUUID() };
	const lost = postgres.db.transaction(async (tx) => {
		await openCase(tx, found, now);
		throw new Error('rolled back');
	});
	await lost.catch(() => {});
	assert.equal(await published(), []);
});

test('an alert is published when it opens and when its cause is gone', async () => {
	const { db } = postgres;
	const alert = { reason: 'PULL_STALE' as const, subject: 'pull', facts: {} };
	const id = await openAlert(db, alert, now);
	assert.is(await openAlert(db, alert, now), null);
	assert.equal(await published(), [{ id, reason: 'PULL_STALE', state: 'open' }]);
	for (let i = 0; i < 2; i++) await closeAlerts(db, 'PULL_STALE', ['pull'], 'it answers again', now);
	assert.equal(await published(), [{ id, reason: 'PULL_STALE', state: 'decided' }]);
});

test.run();
