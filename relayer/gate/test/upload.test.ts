import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import { type GateDevice, GateFixture, outcome } from './gate-fixture.ts';

const test = suite('what a device uploads is believed by the codes that it scanned');
const f = new GateFixture();
let north = '';
let [a, b] = [] as unknown as [GateDevice, GateDevice];

test.before(async () => {
	await f.openDoors();
	north = await f.gate('North');
	[a, b] = [await f.enrol(north), await f.enrol(north)];
});
test.after(() => f.close());

const upload = async (device: GateDevice, scan: object) =>
	(await f.by(device, 'POST', '/v1/gate/queue', { scans: [scan] })).body.items[0].result as string;
const admitted = (at: number): EntryAnswer => ({ success: true, timestamp: new Date(at).toISOString() });
/** As a device in wrong hands writes it. */
const claim = (scanned: string, at = Date.now(), rest: object = {}) => ({
	...{ nonce: randomUUID(), scanned, direction: 'in', at, answer: admitted(at), ...rest },
});

test('an entry that its code does not prove is no entry, and the organizer reads what the device claims', async () => {
	const [fan, other] = [await f.fan(), await f.fan()];
	const [now, minute] = [Date.now(), 60_000];
	const code = await fan.code(now);
	const forged = `${code.slice(0, -6)}${(await other.code(now)).slice(-6)}`;
	const claims: [GateDevice, object, string | null][] = [
		[a, claim(''), 'FORMAT'],
		[a, claim('0000-0000-0000-0000'), 'TICKET_UNKNOWN'],
		[a, claim(forged), null],
		[a, claim(code, now - 5 * minute), 'STEP_AHEAD'],
		[a, claim(code, now + 5 * minute), 'STEP_OLD'],
		[a, claim(code, now, { direction: 'out' }), 'NOT_INSIDE'],
	];
	for (const [device, scan, detail] of claims) {
		assert.is(await upload(device, scan), 'doubted', String(detail));
		assert.is(await upload(device, scan), 'known');
		const { doubted } = (await f.manage('GET', '/entries')).body;
		assert.is(doubted[0].device, device.id);
		if (detail) assert.is(doubted[0].detail, detail);
	}
	const { body } = await f.manage('GET', '/venue');
	assert.is(body.doubted.length, claims.length);
	assert.is(body.entered, 0);
	assert.is(outcome(await f.scan(b, await fan.code())), 'in', 'its holder comes in');
	// The control: what a code proves is an entry.
	const moment = Date.now();
	assert.is(await upload(a, claim(await other.code(moment), moment)), 'recorded');
	assert.is(outcome(await f.scan(b, await other.code())), 'TICKET_ALREADY_USED USED');
});

test('what a device could not know is no doubt: a pass that ended since, a ticket whose money went back, a gate that was moved', async () => {
	const fan = await f.fan();
	const at = Date.now();
	const code = await fan.code(at);
	await f.fixture.rows('UPDATE relay.pass_certificates SET ended_at = now() WHERE ticket = $1', [fan.ticket]);
	await f.fixture.rows('UPDATE relay.gate_tickets SET refunded = true WHERE chain_order = $1', [
		fan.ticket >> 5n,
	]);
	assert.is(outcome(await f.scan(b, await fan.code())), 'INVALID_TICKET PASS_ENDED', 'the control');
	assert.is(await upload(a, claim(code, at)), 'recorded');
	const vip = await f.enrol(await f.gate('VIP', [1]));
	const other = await f.fan();
	const moment = Date.now();
	assert.is(await upload(vip, claim(await other.code(moment), moment)), 'recorded');
});

test('a yes by the device after a no of the service that came too late is a row of its own, and a conflict', async () => {
	const [fan, asked] = [await f.fan(), randomUUID()];
	await f.scan(b, await fan.code());
	const at = Date.now();
	const code = await fan.code(at);
	assert.is(outcome(await f.scan(a, code, { nonce: asked, at })), 'TICKET_ALREADY_USED USED');
	assert.is(await upload(a, claim(code, at, { asked })), 'conflict');
	const { conflicts } = (await f.manage('GET', '/entries')).body;
	const own = conflicts.find(({ ticket }: { ticket: string }) => ticket === String(fan.ticket));
	assert.equal(
		own.scans.map(({ device }: { device: string }) => device),
		[b.id, a.id],
	);
});

test('a yes of the service that came too late, and the device’s own, are one entry', async () => {
	const [fan, asked, at] = [await f.fan(), randomUUID(), Date.now()];
	const code = await fan.code(at);
	assert.is(outcome(await f.scan(a, code, { nonce: asked, at })), 'in');
	assert.is(await upload(a, claim(code, at, { asked })), 'known');
	// The control: another device cannot pass its entry off as that one.
	assert.is(await upload(b, claim(code, at, { asked })), 'conflict');
});

test('another’s nonce is no answer: the device is told to choose a new one', async () => {
	const [fan, nonce, at] = [await f.fan(), randomUUID(), Date.now()];
	assert.is(outcome(await f.scan(a, 'no pass', { nonce })), 'INVALID_TICKET FORMAT');
	const scan = { nonce, scanned: await fan.code(), direction: 'in', at };
	const taken = await f.by(b, 'POST', '/v1/gate/scans', scan);
	assert.equal([taken.status, taken.body.code], [409, 'NONCE_TAKEN']);
	const override = { nonce, gate: north, ticket: String(fan.ticket), why: 'her phone is broken' };
	assert.is((await f.manage('POST', '/entries', override)).body.code, 'NONCE_TAKEN');
	assert.is(outcome(await f.scan(b, await fan.code())), 'in');
});

test('a phone that is enrolled again uploads what it had decided before, and so does the organizer from its file: once', async () => {
	const [fan, at] = [await f.fan(), Date.now()];
	const ended = await f.enrol(north);
	const scan = claim(await fan.code(at), at);
	await f.manage('DELETE', `/gate-devices/${ended.id}`);
	assert.is((await f.by(ended, 'POST', '/v1/gate/queue', { scans: [scan] })).body.code, 'DEVICE_UNKNOWN');
	const file = async (device: string, of: object = scan) =>
		(await f.manage('POST', `/gate-devices/${device}/queue`, { scans: [of] })).body;
	assert.is((await file(ended.id)).items[0].result, 'recorded');
	assert.is((await file(ended.id)).items[0].result, 'known');
	assert.is((await file(randomUUID())).code, 'GATE_UNKNOWN');
	assert.is(await upload(await f.enrol(north), scan), 'known');
	assert.is(outcome(await f.scan(b, await fan.code())), 'TICKET_ALREADY_USED USED');
	assert.is((await file(ended.id, claim('0000-0000-0000-0000'))).items[0].result, 'doubted');
});

test('times that are none and texts without an end are refused before anything is read', async () => {
	const long = {
		success: false,
		detail: 'FAULT',
		reason: 'SYSTEM_ERROR',
		timestamp: new Date().toISOString(),
	};
	for (const scan of [
		claim('x', Date.now(), { at: 1e17 }),
		claim('x', Date.now(), { at: -1 }),
		claim('x'.repeat(5000)),
		claim('x', Date.now(), { answer: { ...long, gate: 'g'.repeat(61) } }),
		claim('x', Date.now(), { answer: { ...long, timestamp: 'yesterday' } }),
	])
		assert.is((await f.by(a, 'POST', '/v1/gate/queue', { scans: [scan] })).status, 400);
});

test('while a ticket cannot be read the device keeps its scan, and sends it again', async () => {
	const fan = await f.fan();
	const at = Date.now();
	const scan = claim(await fan.code(at), at);
	await f.fixture.rows('DELETE FROM relay.gate_tickets WHERE chain_order = $1', [fan.ticket >> 5n]);
	const { chain } = f.running.options;
	const url = chain.rpcUrl;
	chain.rpcUrl = 'http://127.0.0.1:1';
	try {
		const away = await f.by(a, 'POST', '/v1/gate/queue', { scans: [scan] });
		assert.equal([away.status, away.body.code], [503, 'SCAN_UNREAD']);
	} finally {
		chain.rpcUrl = url;
	}
	assert.is(await upload(a, scan), 'recorded');
});

test.run();
