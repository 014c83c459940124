import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startRunning } from '../../test/running-relayer.ts';
import { type GateDevice, GateFixture, outcome } from './gate-fixture.ts';

const test = suite('the service dies while it decides');
const f = new GateFixture();
let [a, b] = [] as unknown as [GateDevice, GateDevice];

test.before(async () => {
	await f.openDoors();
	const north = await f.gate('North');
	[a, b] = [await f.enrol(north), await f.enrol(north)];
});
test.after(() => f.close());

const upload = async (device: GateDevice, scan: object) =>
	(await f.by(device, 'POST', '/v1/gate/queue', { scans: [scan] })).body.items[0].result as string;
const entered = async (): Promise<number> => (await f.manage('GET', '/entries')).body.entered;

/** Ends the database session that is writing an entry, as it ends when its process is killed. */
async function killWriter(): Promise<void> {
	for (;;) {
		const killed = await f.fixture.rows(
			`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
		);
		if (killed.length > 0) return;
		await new Promise((done) => setTimeout(done, 20));
	}
}

test('killed before its decision is kept, it has decided nothing, and what the device decided alone is the one entry', async () => {
	const fan = await f.fan();
	await f.fixture.rows('UPDATE relay.gate_events SET listed_at = NULL');
	const list = await f.list(a);
	const before = await entered();
	const [asked, at] = [randomUUID(), Date.now()];
	const code = await fan.code(at);
	await f.fixture.rows(`CREATE FUNCTION relay.linger() RETURNS trigger LANGUAGE plpgsql AS
		'BEGIN PERFORM pg_sleep(60); RETURN NEW; END'`);
	await f.fixture.rows(
		'CREATE TRIGGER linger AFTER INSERT ON relay.gate_entries FOR EACH ROW EXECUTE FUNCTION relay.linger()',
	);
	const asking = f.by(a, 'POST', '/v1/gate/scans', { nonce: asked, scanned: code, direction: 'in', at });
	await killWriter();
	await f.fixture.rows('DROP FUNCTION relay.linger() CASCADE');
	const { status, body } = await asking;
	assert.ok(status >= 500 || body.recorded === false, 'the device hears no decision');
	assert.is(await entered(), before, 'half a decision is none');
	const { answer, queued } = await f.alone(list, code, at);
	assert.is(outcome(answer), 'in');
	assert.is(await upload(a, { ...queued, asked }), 'recorded');
	assert.is(await entered(), before + 1);
	assert.is(outcome(await f.scan(b, await fan.code())), 'TICKET_ALREADY_USED USED');
});

test('killed after its decision is kept, the next process repeats it, and the device’s own is the same entry', async () => {
	const fan = await f.fan();
	await f.fixture.rows('UPDATE relay.gate_events SET listed_at = NULL');
	const list = await f.list(a);
	const before = await entered();
	const [asked, at] = [randomUUID(), Date.now()];
	const scan = { nonce: asked, scanned: await fan.code(at), direction: 'in', at };
	// Nobody hears this answer.
	const { answer } = (await f.by(a, 'POST', '/v1/gate/scans', scan)).body;
	const first = f.running;
	f.running = await startRunning(f.fixture, {}, first);
	try {
		assert.equal((await f.by(a, 'POST', '/v1/gate/scans', scan)).body.answer, answer);
		const { queued } = await f.alone(list, scan.scanned, at);
		assert.is(await upload(a, { ...queued, asked }), 'known');
		assert.is(outcome(await f.scan(b, await fan.code())), 'TICKET_ALREADY_USED USED');
	} finally {
		await f.running.stop();
		f.running = first;
	}
	assert.is(await entered(), before + 1);
});

test.run();
