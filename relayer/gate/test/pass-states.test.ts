import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassesView } from '../../passes/pass-schemas.ts';
import { type Device, newDevice } from '../../passes/test/pass-fixture.ts';
import { type GateDevice, GateFixture } from './gate-fixture.ts';

const test = suite('what a phone hears of its pass, on a running relayer');
const f = new GateFixture();
let gate: GateDevice;

test.before(async () => {
	await f.openDoors();
	gate = await f.enrol(await f.gate('North'));
});
test.after(() => f.close());

/** A wallet's ticket with a pass on a device. */
async function held(): Promise<{
	device: Device;
	view: PassesView;
	again(other: Device): Promise<PassesView>;
}> {
	const { fan, tickets } = await f.walletWith(1);
	const on = async (device: Device, alone = false) =>
		(await f.forWallet(tickets, device, { alone, signed: f.signedBy([fan], tickets, device) }))
			.body as PassesView;
	const device = await newDevice();
	return { device, view: await on(device), again: (other) => on(other, true) };
}

async function state(device: Device, view: PassesView, change: object = {}): Promise<string> {
	const [{ ticket, delegation }] = view.items as [PassesView['items'][number]];
	const items = [{ event: f.event, ticket, delegation, ...change }];
	const { status, body } = await f.running.request('POST', '/v1/passes/state', {
		...{ deviceKey: device.deviceKey, items },
	});
	assert.is(status, 200, JSON.stringify(body));
	return body.items[0].state;
}

test('it is good until it is used, and then says so', async () => {
	const { device, view } = await held();
	assert.is(await state(device, view), 'good');
	const answer = await f.scan(gate, await f.shown(device, view).code());
	assert.ok(answer.success, JSON.stringify(answer));
	assert.is(await state(device, view), 'used');
});

test('where people may come back, it stays good for the way out', async () => {
	const { device, view } = await held();
	const settings = (reentry: string) => f.manage('PUT', '/gates', { reentry, divided: false });
	await settings('exit_scan');
	assert.ok((await f.scan(gate, await f.shown(device, view).code())).success);
	const inside = await state(device, view);
	await settings('none');
	assert.equal([inside, await state(device, view)], ['good', 'used']);
});

test('it ends when the holder chooses another device, which hears that its own is good', async () => {
	const { device, view, again } = await held();
	const other = await newDevice();
	const newer = await again(other);
	assert.is(await state(device, view), 'ended');
	assert.is(await state(other, newer), 'good');
});

test('who does not name the device’s key hears nothing, and neither does one who asks for another pass', async () => {
	const { device, view } = await held();
	assert.is(await state(await newDevice(), view), 'unknown');
	for (const change of [{ delegation: 77 }, { ticket: '31' }])
		assert.is(await state(device, view, change), 'unknown');
});

test('one address cannot ask without end', async () => {
	const { device, view } = await held();
	const [{ ticket, delegation }] = view.items as [PassesView['items'][number]];
	const body = { deviceKey: device.deviceKey, items: [{ event: f.event, ticket, delegation }] };
	for (let i = 0; ; i++) {
		assert.ok(i < 400, 'never refused');
		const { status } = await f.running.request('POST', '/v1/passes/state', body);
		if (status === 429) break;
	}
});

test.run();
