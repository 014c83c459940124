import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateDeviceKey } from '#shared/pass/p256.ts';
import { newDevice } from '../../passes/test/pass-fixture.ts';
import { type GateDevice, GateFixture, outcome, type Shown } from './gate-fixture.ts';

const test = suite('gates of an event, on a running relayer');
const f = new GateFixture();
let [north, south] = ['', ''];
let [a, b] = [] as unknown as [GateDevice, GateDevice];

test.before(async () => {
	await f.openDoors();
	[north, south] = [await f.gate('North'), await f.gate('South', [1])];
	[a, b] = [await f.enrol(north), await f.enrol(north)];
});
test.after(() => f.close());

const all = async (devices: GateDevice[], fan: Shown) => {
	const code = await fan.code();
	return Promise.all(devices.map((device) => f.scan(device, code)));
};

test('a pass admits once, and the second scan says where and when the first was', async () => {
	const fan = await f.fan();
	const first = await f.scan(a, await fan.code());
	assert.equal([first.success, first.shownAs], [true, 'rotating']);
	const second = await f.scan(b, await fan.code(Date.now(), 'short'));
	assert.is(outcome(second), 'TICKET_ALREADY_USED USED');
	assert.is(second.originalEntry!.gate, 'North');
	assert.ok(Math.abs(Date.parse(second.originalEntry!.at) - Date.now()) < 60_000);
});

test('of many gates at the same instant one admits', async () => {
	for (let round = 0; round < 5; round++) {
		const answers = await all([a, b, a, b, a, b, a, b], await f.fan());
		assert.is(answers.filter(({ success }) => success).length, 1);
		for (const answer of answers.filter(({ success }) => !success))
			assert.is(outcome(answer), 'TICKET_ALREADY_USED USED');
	}
});

test('control: without the one row for a ticket, all of them admit', async () => {
	await f.fixture.rows(
		'ALTER TABLE relay.gate_entries DROP CONSTRAINT gate_entries_event_chain_order_index_pk',
	);
	// Until two of them decide in the same moment.
	let admitted = 0;
	for (let round = 0; round < 20 && admitted < 2; round++) {
		const answers = await all([a, b, a, b, a, b, a, b], await f.fan());
		admitted = answers.filter(({ success }) => success).length;
	}
	await f.fixture.rows(`DELETE FROM relay.gate_entries e WHERE e.ctid <> (SELECT min(o.ctid) FROM relay.gate_entries o
		WHERE (o.event, o.chain_order, o.index) = (e.event, e.chain_order, e.index))`);
	await f.fixture.rows(
		'ALTER TABLE relay.gate_entries ADD CONSTRAINT gate_entries_event_chain_order_index_pk PRIMARY KEY (event, chain_order, index)',
	);
	assert.ok(admitted > 1);
});

test('a scan that is sent again, also at the same instant, is the same scan', async () => {
	const fan = await f.fan();
	const [nonce, scanned] = [randomUUID(), await fan.code()];
	const answers = await Promise.all([1, 2, 3].map(() => f.scan(a, scanned, { nonce })));
	for (const answer of answers) assert.equal(answer, answers[0]!);
	assert.ok(answers[0]!.success);
	assert.equal(await f.scan(a, scanned, { nonce }), answers[0]!);
});

test('a screenshot, a forged pass, anything else and another gate’s tier are refused, each for its reason', async () => {
	const fan = await f.fan();
	const old = await fan.code(Date.now() - 45_000);
	assert.is(outcome(await f.scan(a, old)), 'INVALID_TICKET STEP_OLD');
	const thief = { ...(await newDevice()), keys: await generateDeviceKey() };
	const { fan: wallet, tickets } = await f.walletWith(1);
	const real = await newDevice();
	const signed = f.signedBy([wallet], tickets, real);
	const { body } = await f.forWallet(tickets, real, { signed });
	assert.is(outcome(await f.scan(a, await f.shown(thief, body).code())), 'INVALID_TICKET SIGNATURE_WRONG');
	for (const text of ['', 'https://example.com', '💥', 'P'.repeat(4000), '0000-0000-0000-0000'])
		assert.match(outcome(await f.scan(a, text)), /^INVALID_TICKET (FORMAT|TICKET_UNKNOWN)$/);
	const other = await f.enrol(south);
	assert.is(outcome(await f.scan(other, await fan.code())), 'WRONG_GATE TIER_ELSEWHERE');
	assert.is(outcome(await f.scan(a, await fan.code())), 'in');
});

test('nobody but the enrolled device speaks for it', async () => {
	const code = await (await f.fan()).code();
	const body = { nonce: randomUUID(), scanned: code, direction: 'in', at: Date.now() };
	const copied = { ...a, keys: await generateDeviceKey() };
	for (const [device, path, time] of [
		[copied, '/v1/gate/scans', Date.now()],
		[{ ...a, id: b.id }, '/v1/gate/scans', Date.now()],
		[{ ...a, id: randomUUID() }, '/v1/gate/scans', Date.now()],
	] as const)
		assert.is((await f.by(device, 'POST', path, body, time)).body.code, 'DEVICE_UNKNOWN');
	const late = await f.by(a, 'POST', '/v1/gate/scans', body, Date.now() - 600_000);
	assert.is(late.body.code, 'DEVICE_CLOCK');
	const bare = await f.running.request('POST', '/v1/gate/scans', body);
	assert.equal([bare.status, bare.body.code], [401, 'DEVICE_UNKNOWN']);
});

test('a code enrols one device, and a revoked device is unknown from its next request on', async () => {
	const { body } = await f.manage('POST', `/gates/${north}/codes`);
	const { deviceKey } = await newDevice();
	const enrol = () => f.running.request('POST', '/v1/gate/enrol', { code: body.code, deviceKey, label: 'x' });
	const both = await Promise.all([enrol(), enrol()]);
	assert.equal(both.map(({ status }) => status).sort(), [201, 404]);
	const stolen = await f.enrol(north);
	assert.is(outcome(await f.scan(stolen, await (await f.fan()).code())), 'in');
	await f.manage('DELETE', `/gate-devices/${stolen.id}`);
	const after = await f.by(stolen, 'GET', '/v1/gate/list');
	assert.equal([after.status, after.body.code], [401, 'DEVICE_UNKNOWN']);
	const { body: shown } = await f.manage('GET', '/gates');
	const devices = shown.gates.flatMap(
		({ devices }: { devices: { id: string; revokedAt: string | null }[] }) => devices,
	);
	assert.ok(devices.find(({ id }: { id: string }) => id === stolen.id).revokedAt);
});

test('only a session that names the event manages its gates', async () => {
	const path = `/v1/events/${f.event}/gates`;
	for (const [token, status] of [
		[undefined, 401],
		[await f.organizer(['checkin.scan']), 403],
		[await f.organizer(['checkin.supervise'], []), 404],
		[await f.organizer(), 200],
	] as const)
		assert.is((await f.running.request('GET', path, undefined, token)).status, status);
	assert.is((await f.manage('POST', '/gates', { name: 'north', tiers: null })).body.code, 'GATE_NAMED');
	assert.is((await f.manage('POST', `/gates/${randomUUID()}/codes`)).body.code, 'GATE_UNKNOWN');
});

test('a supervisor admits with a reason, and takes an entry back within a minute', async () => {
	const fan = await f.fan();
	const wanted = {
		nonce: randomUUID(),
		gate: north,
		ticket: String(fan.ticket),
		why: 'phone is dead, passport seen',
	};
	const first = await f.manage('POST', '/entries', wanted);
	assert.equal([first.status, first.body.success, first.body.shownAs], [200, true, 'manual']);
	assert.equal((await f.manage('POST', '/entries', wanted)).body, first.body);
	assert.is(outcome(await f.scan(a, await fan.code())), 'TICKET_ALREADY_USED USED');
	const again = await f.manage('POST', '/entries', { ...wanted, nonce: randomUUID() });
	assert.is(outcome(again.body), 'TICKET_ALREADY_USED USED');
	assert.is((await f.manage('POST', `/entries/${wanted.nonce}/undo`)).status, 204);
	assert.is((await f.manage('POST', `/entries/${wanted.nonce}/undo`)).status, 204, 'twice is once');
	assert.is(outcome(await f.scan(a, await fan.code())), 'in');
	const nonce = randomUUID();
	await f.scan(a, await (await f.fan()).code(), { nonce });
	await f.fixture.rows(
		`UPDATE relay.gate_scans SET recorded_at = recorded_at - interval '61 seconds' WHERE nonce = $1`,
		[nonce],
	);
	assert.is((await f.manage('POST', `/entries/${nonce}/undo`)).body.code, 'UNDO_OVER');
	assert.is(
		(await f.manage('POST', '/entries', { ...wanted, nonce: randomUUID(), ticket: '5' })).body.code,
		'TICKET_UNKNOWN',
	);
});

test('a supervisor reads what happened to a ticket, and what can still be taken back; a stranger does not', async () => {
	const fan = await f.fan();
	const path = `/entries/tickets/${fan.ticket}`;
	const before = (await f.manage('GET', path)).body;
	assert.equal([before.state, before.entry, before.scans], ['valid', null, []]);
	await f.scan(a, await fan.code());
	await f.scan(b, await fan.code());
	const after = (await f.manage('GET', path)).body;
	assert.equal([after.entry.gate, after.entry.inside], ['North', true]);
	assert.equal(
		after.scans.map(({ success, detail, undoableUntil }: Record<string, unknown>) => [
			success,
			detail,
			undoableUntil !== null,
		]),
		[
			[false, 'USED', false],
			[true, null, true],
		],
	);
	assert.is((await f.manage('GET', '/entries/tickets/5')).body.code, 'TICKET_UNKNOWN');
	const stranger = await f.running.session(['organizer'], 'stranger');
	const url = `/v1/events/${f.event}${path}`;
	assert.is((await f.running.request('GET', url, undefined, stranger)).status >= 403, true);
	assert.is((await f.running.request('GET', url)).status, 401);
});

test('a code that no device has used is listed, and withdrawn; an enrolled device counts once', async () => {
	const [gate] = (await f.manage('GET', '/gates')).body.gates.filter(
		({ id }: { id: string }) => id === north,
	);
	const { code } = (await f.manage('POST', `/gates/${north}/codes`)).body;
	const codesNow = async () =>
		(await f.manage('GET', '/gates')).body.gates.find(({ id }: { id: string }) => id === north).codes;
	const [waiting] = (await codesNow()).slice(gate.codes.length);
	assert.is((await f.manage('DELETE', `/gate-devices/${waiting.id}`)).status, 204);
	assert.is((await codesNow()).length, gate.codes.length);
	const { deviceKey } = await newDevice();
	const late = await f.running.request('POST', '/v1/gate/enrol', { code, deviceKey, label: 'late' });
	assert.is(late.body.code, 'CODE_OVER');
	const [{ id: full }] = (await f.manage('POST', '/gates', { name: 'Full', tiers: null })).body.gates.slice(
		-1,
	);
	for (let i = 0; i < 50; i++) await f.enrol(full);
	assert.is((await f.manage('POST', `/gates/${full}/codes`)).body.code, 'TOO_MANY_DEVICES');
	await f.manage('DELETE', `/gates/${full}`);
});

test('people go out and come back where the event allows it, each time by a scan', async () => {
	await f.manage('PUT', '/gates', { reentry: 'exit_scan', divided: false });
	await f.fixture.rows(`UPDATE relay.gate_events SET read_at = NULL`);
	const fan = await f.fan();
	const scan = async (direction: string) => outcome(await f.scan(a, await fan.code(), { direction }));
	assert.equal(
		[
			await scan('out'),
			await scan('in'),
			await scan('in'),
			await scan('out'),
			await scan('out'),
			await scan('in'),
		],
		[
			'INVALID_TICKET NOT_INSIDE',
			'in',
			'TICKET_ALREADY_USED INSIDE',
			'in',
			'INVALID_TICKET NOT_INSIDE',
			'in',
		],
	);
	await f.manage('PUT', '/gates', { reentry: 'none', divided: false });
});

test.run();
