import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TestPostgres } from '#scripts/postgres/test-postgres.ts';
import { World } from '#scripts/test/world.ts';
import { systemClock } from '../ingest/clock.ts';
import { makeHistory } from './history.ts';
import { RecordedSource, type Recording, record, seeded } from './recording.ts';
import {
	differences,
	emptyAll,
	following,
	followTo,
	keepExpected,
	openCluster,
	openStore,
	type Store,
	sourceAt,
	type Whose,
} from './store.ts';

const test = suite('the follower, ill-treated');
let cluster: TestPostgres;
let store: Store;
let recording: Recording;
let whose: Whose;

/** Waits a thousandth of what it is asked to. */
const hasty = {
	now: () => Date.now(),
	sleep: (ms: number, signal: AbortSignal) => systemClock.sleep(ms / 1000, signal),
};

test.before(async () => {
	const [world, started] = await Promise.all([World.start(), openCluster()]);
	cluster = started;
	store = await openStore(cluster);
	await makeHistory(world);
	recording = await record(sourceAt(world.chain.rpcUrl));
	const { registry, sinceLedger } = world.deployment;
	whose = { network: world.chain.passphrase, registry, startLedger: sinceLedger + 1 };
	await world.close();
	const source = new RecordedSource(recording);
	await followTo(following(store, source), whose, source.newest);
	await keepExpected(store);
});
test.after(async () => {
	await store.close();
	await cluster.stop();
});

test('the comparison sees a missing row and one too many', async () => {
	assert.equal(await differences(store), []);
	await store.rows(`DELETE FROM chain.tickets WHERE ctid = (SELECT min(ctid) FROM chain.tickets)`);
	assert.equal(await differences(store), ['tickets: 1 rows missing']);
	await store.rows(
		`INSERT INTO chain.payouts SELECT event_no, n + 100, payee, address, account, amount, tx_hash, ledger, paid_at FROM chain.payouts LIMIT 1`,
	);
	assert.equal(await differences(store), ['tickets: 1 rows missing', 'payouts: 1 rows too many']);
});

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
	test(`gets the same tables from a bad source, with restarts (seed ${seed})`, async () => {
		await emptyAll(store);
		const random = seeded(seed);
		const mood = { random, error: 0.15, short: 0.6, again: 0.4, behind: 0.2, growing: true };
		const source = new RecordedSource(recording, mood);
		const options = following(store, source, { clock: hasty, pollMilliseconds: 1 });
		// Ended at random points, and begun again.
		for (let at = whose.startLedger; at < source.newest; at += 1 + Math.floor(random() * 6)) {
			await followTo(options, whose, at);
		}
		await followTo(options, whose, source.newest);
		assert.ok(source.asked > 20);
		assert.equal(await differences(store), []);
	});
}

test('gets the same tables from a database that refuses statements and ends sessions', async () => {
	await emptyAll(store);
	const tables = ['raw_events', 'orders', 'tickets', 'payees', 'outbox', 'ledgers', 'checkpoint'];
	// Sequences keep counting what is rolled back.
	await store.rows('CREATE SEQUENCE chain.refused; CREATE SEQUENCE chain.ended');
	await store.rows(`
		CREATE FUNCTION chain.sometimes() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			IF random() < 0.04 THEN PERFORM nextval('chain.refused'); RAISE EXCEPTION 'not now' USING ERRCODE = 'deadlock_detected'; END IF;
			IF random() < 0.01 THEN PERFORM nextval('chain.ended'); PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
			RETURN NEW;
		END $$ SECURITY DEFINER`);
	for (const t of tables) {
		await store.rows(
			`CREATE TRIGGER sometimes BEFORE INSERT OR UPDATE ON chain.${t} FOR EACH ROW EXECUTE FUNCTION chain.sometimes()`,
		);
	}
	try {
		const source = new RecordedSource(recording, { random: seeded(9), short: 0.5, growing: true });
		const options = following(store, source, { clock: hasty, pollMilliseconds: 1 });
		for (let tries = 0; ; tries++) {
			const failed = await followTo(options, whose, source.newest).then(
				() => false,
				// Taking office may fail as well.
				(error) => {
					if (tries > 20) throw error;
					return true;
				},
			);
			if (!failed) break;
		}
	} finally {
		for (const t of tables) await store.rows(`DROP TRIGGER sometimes ON chain.${t}`);
		await store.rows(`DROP FUNCTION chain.sometimes`);
	}
	const [counted] = await store.rows(
		'SELECT (SELECT last_value FROM chain.refused)::int AS refused, (SELECT last_value FROM chain.ended)::int AS ended',
	);
	assert.ok(counted.refused > 3 && counted.ended > 1, JSON.stringify(counted));
	assert.equal(await differences(store), []);
});

test.run();
