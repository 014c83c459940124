import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '#shared/clock.ts';
import { closeFixture, emptyDatabase, type FollowerFixture, openFixture } from './follower-fixture.ts';
import { RecordedSource, seeded } from './recording.ts';
import { differences, followOptions, followTo } from './store.ts';

const test = suite('the follower of a bad source and a bad database');
let fixture: FollowerFixture;

/** Sleeps a thousandth of the time. */
const fastClock = {
	now: () => Date.now(),
	sleep: (ms: number, signal: AbortSignal) => systemClock.sleep(ms / 1000, signal),
};

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => closeFixture(fixture));

test('the comparison finds a missing row and an extra one', async () => {
	assert.equal(await differences(fixture.store), []);
	await fixture.store.rows(`DELETE FROM chain.tickets WHERE ctid = (SELECT min(ctid) FROM chain.tickets)`);
	assert.equal(await differences(fixture.store), ['tickets: 1 rows missing']);
	await fixture.store.rows(
		`INSERT INTO chain.payouts (event_no, n, position, payee, address, account, amount, delivered, tx_hash, ledger, paid_at)
		SELECT event_no, n + 100, position, payee, address, account, amount, delivered, tx_hash, ledger, paid_at FROM chain.payouts LIMIT 1`,
	);
	assert.equal(await differences(fixture.store), ['tickets: 1 rows missing', 'payouts: 1 rows too many']);
});

for (const seed of [1, 2, 3, 4, 5, 6]) {
	test(`writes the same tables from a bad source, with restarts (seed ${seed})`, async () => {
		await emptyDatabase(fixture);
		const random = seeded(seed);
		const faults = { random, error: 0.15, short: 0.6, again: 0.4, behind: 0.2, growing: true };
		const source = new RecordedSource(fixture.recording, faults);
		const options = followOptions(fixture.store, source, { clock: fastClock, pollMilliseconds: 1 });
		// Stopped at random ledgers and started again.
		for (let at = fixture.chain.startLedger; at < source.newest; at += 1 + Math.floor(random() * 6)) {
			await followTo(options, fixture.chain, at);
		}
		await followTo(options, fixture.chain, source.newest);
		assert.ok(source.requests > 20);
		assert.equal(await differences(fixture.store), []);
	});
}

test('writes the same tables with a database that refuses statements and ends sessions', async () => {
	await emptyDatabase(fixture);
	const tables = ['raw_events', 'orders', 'tickets', 'payees', 'outbox', 'ledgers', 'checkpoint'];
	// A sequence also counts what is rolled back.
	await fixture.store.rows(
		'CREATE SEQUENCE chain.calls; CREATE SEQUENCE chain.refused; CREATE SEQUENCE chain.ended',
	);
	await fixture.store.rows(`
		CREATE FUNCTION chain.sometimes() RETURNS trigger LANGUAGE plpgsql AS $$
		DECLARE
			-- Follows from the number of calls before, so each run fails at the same ones.
			luck int := ('x' || left(md5(nextval('chain.calls')::text), 4))::bit(16)::int;
		BEGIN
			IF luck < 2600 THEN PERFORM nextval('chain.refused'); RAISE EXCEPTION 'not now' USING ERRCODE = 'deadlock_detected'; END IF;
			IF luck > 64400 THEN PERFORM nextval('chain.ended'); PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
			RETURN NEW;
		END $$ SECURITY DEFINER`);
	for (const t of tables) {
		await fixture.store.rows(
			`CREATE TRIGGER sometimes BEFORE INSERT OR UPDATE ON chain.${t} FOR EACH ROW EXECUTE FUNCTION chain.sometimes()`,
		);
	}
	try {
		const source = new RecordedSource(fixture.recording, { random: seeded(9), short: 0.5, growing: true });
		const options = followOptions(fixture.store, source, { clock: fastClock, pollMilliseconds: 1 });
		for (let tries = 0; ; tries++) {
			const failed = await followTo(options, fixture.chain, source.newest).then(
				() => false,
				// Starting an epoch may fail as well.
				(error) => {
					if (tries > 20) throw error;
					return true;
				},
			);
			if (!failed) break;
		}
	} finally {
		for (const t of tables) await fixture.store.rows(`DROP TRIGGER sometimes ON chain.${t}`);
		await fixture.store.rows(`DROP FUNCTION chain.sometimes`);
	}
	const [counted] = await fixture.store.rows(
		'SELECT (SELECT last_value FROM chain.refused)::int AS refused, (SELECT last_value FROM chain.ended)::int AS ended',
	);
	assert.ok(counted.refused > 3 && counted.ended > 1, JSON.stringify(counted));
	assert.equal(await differences(fixture.store), []);
});

test.run();
