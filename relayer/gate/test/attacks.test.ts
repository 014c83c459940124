import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type GateDevice, GateFixture, outcome } from './gate-fixture.ts';

const test = suite('attacks on a gate, on a running relayer');
const f = new GateFixture();
let [a, b] = [] as unknown as [GateDevice, GateDevice];
const tenMinutes = 600_000;

test.before(async () => {
	await f.openDoors();
	const north = await f.gate('North');
	[a, b] = [await f.enrol(north), await f.enrol(north)];
});
test.after(() => f.close());

test('a code that was made ahead, with the phone’s clock moved, is refused before its moment and admits one person then', async () => {
	const fan = await f.fan();
	const ahead = await fan.code(Date.now() + tenMinutes);
	assert.is(outcome(await f.scan(a, ahead)), 'INVALID_TICKET STEP_AHEAD');
	const { list, at } = { list: await f.list(a), at: Date.now() + tenMinutes };
	assert.is(outcome((await f.alone(list, ahead)).answer), 'INVALID_TICKET STEP_AHEAD');
	assert.is(
		outcome((await f.alone({ ...list, listAt: Date.now() + 2 * tenMinutes }, ahead, at)).answer),
		'in',
		'the control',
	);
	assert.is(outcome(await f.scan(a, await fan.code())), 'in');
	assert.is(outcome(await f.scan(b, await fan.code())), 'TICKET_ALREADY_USED USED');
});

test('a device whose clock is ten minutes off is refused, reads the time, and is believed after that', async () => {
	const fan = await f.fan();
	const scan = { nonce: randomUUID(), scanned: await fan.code(), direction: 'in', at: Date.now() };
	for (const off of [-tenMinutes, tenMinutes]) {
		const { status, body } = await f.by(a, 'POST', '/v1/gate/scans', scan, Date.now() + off);
		assert.equal([status, body.code], [401, 'DEVICE_CLOCK']);
	}
	const { now } = (await f.running.request('GET', '/v1/passes/keys')).body;
	assert.ok(Math.abs(now - Date.now()) < 5_000);
	assert.is(outcome((await f.by(a, 'POST', '/v1/gate/scans', scan)).body.answer), 'in');
});

test('a request that somebody recorded is dead after two minutes, and before that changes nothing', async () => {
	const fan = await f.fan();
	const scan = { nonce: randomUUID(), scanned: await fan.code(), direction: 'in', at: Date.now() };
	const sentAt = Date.now();
	assert.is(outcome((await f.by(a, 'POST', '/v1/gate/scans', scan, sentAt)).body.answer), 'in');
	assert.is(
		outcome((await f.by(a, 'POST', '/v1/gate/scans', scan, sentAt)).body.answer),
		'in',
		'the same scan',
	);
	assert.is((await f.by(a, 'POST', '/v1/gate/scans', scan, sentAt - 121_000)).body.code, 'DEVICE_CLOCK');
	const { entered } = (await f.manage('GET', '/entries')).body;
	await f.by(a, 'POST', '/v1/gate/scans', scan, sentAt);
	assert.is((await f.manage('GET', '/entries')).body.entered, entered);
});

test('a device that scans faster than any person is refused, and the gate beside it goes on', async () => {
	const flooding = await f.enrol((await f.manage('GET', '/gates')).body.gates[0].id);
	const fan = await f.fan();
	const codes = new Map<string, number>();
	for (let sent = 0; sent < 610; ) {
		const answers = await Promise.all(
			Array.from({ length: 10 }, () => {
				const scan = { nonce: randomUUID(), scanned: 'x', direction: 'in', at: Date.now() };
				return f.by(flooding, 'POST', '/v1/gate/scans', scan);
			}),
		);
		sent += answers.length;
		for (const { status } of answers) codes.set(String(status), (codes.get(String(status)) ?? 0) + 1);
	}
	assert.equal(Object.fromEntries(codes), { 200: 600, 429: 10 });
	assert.is(outcome(await f.scan(b, await fan.code())), 'in');
});

test.run();
