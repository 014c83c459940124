import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { GateList } from '#shared/gate/gate-list.ts';
import { newDevice } from '../../passes/test/pass-fixture.ts';
import { hashOf } from '../../relayer-seal.ts';
import { type GateDevice, GateFixture, outcome, type Shown } from './gate-fixture.ts';

const test = suite('gates that are offline, and tickets that changed, on a running relayer');
const f = new GateFixture();
let north = '';
let [a, b] = [] as unknown as [GateDevice, GateDevice];

test.before(async () => {
	await f.openDoors();
	north = await f.gate('North');
	[a, b] = [await f.enrol(north), await f.enrol(north)];
});
test.after(() => f.close());

/** A list that was made after everything so far. */
async function freshList(device: GateDevice): Promise<GateList> {
	await f.fixture.rows('UPDATE relay.gate_events SET listed_at = NULL');
	return f.list(device);
}
/** One after the other: one account makes their wallets. */
async function fansOf(count: number): Promise<Shown[]> {
	const fans: Shown[] = [];
	while (fans.length < count) fans.push(await f.fan());
	return fans;
}
const upload = async (device: GateDevice, scans: object[]) =>
	(await f.by(device, 'POST', '/v1/gate/queue', { scans })).body.items.map(
		({ result }: { result: string }) => result,
	);

test('with its list a device decides alone as the service would, and names nobody', async () => {
	const [fan, used] = [await f.fan(), await f.fan()];
	await f.scan(a, await used.code());
	const list = await freshList(b);
	assert.is(outcome((await f.alone(list, await fan.code())).answer), 'in');
	assert.is(outcome((await f.alone(list, await fan.code(Date.now(), 'short'))).answer), 'in');
	const second = (await f.alone(list, await used.code())).answer;
	assert.equal([outcome(second), second.originalEntry!.gate], ['TICKET_ALREADY_USED USED', 'North']);
	assert.is(
		outcome((await f.alone(list, await fan.code(Date.now() - 60_000))).answer),
		'INVALID_TICKET STEP_OLD',
	);
	const later = await f.fan();
	assert.is(outcome((await f.alone(list, await later.code())).answer), 'SYSTEM_ERROR? TICKET_UNKNOWN');
	assert.is(
		outcome((await f.alone({ ...list, listAt: 0 }, await fan.code())).answer),
		'SYSTEM_ERROR? LIST_TOO_OLD',
	);
	for (const text of ['', '💥', '0000-0000-0000-0000'])
		assert.not.ok((await f.alone(list, text)).answer.success);
	assert.not.match(JSON.stringify(list), /2547\d{8}|G[A-Z2-7]{55}/, 'no phone and no wallet');
});

test('what was admitted offline is uploaded once, however often it is sent', async () => {
	const fans = [await f.fan(), await f.fan()];
	const list = await freshList(a);
	const queue = [];
	for (const fan of fans) queue.push((await f.alone(list, await fan.code())).queued);
	queue.push((await f.alone(list, 'no pass')).queued);
	assert.equal(await upload(a, queue.slice(0, 1)), ['recorded']);
	// Cut off before the device heard of it.
	assert.equal(await upload(a, queue), ['known', 'recorded', 'recorded']);
	assert.equal(await upload(a, queue), ['known', 'known', 'known']);
	for (const fan of fans) assert.is(outcome(await f.scan(b, await fan.code())), 'TICKET_ALREADY_USED USED');
});

test('two devices that both admitted one ticket offline are shown with both scans, and nothing is merged', async () => {
	const fan = await f.fan();
	const list = await freshList(a);
	const [first, second] = [await f.alone(list, await fan.code()), await f.alone(list, await fan.code())];
	assert.equal(await upload(b, [second.queued]), ['recorded']);
	assert.equal(await upload(a, [first.queued]), ['conflict']);
	const { conflicts } = (await f.manage('GET', '/entries')).body;
	const own = conflicts.filter(({ ticket }: { ticket: string }) => ticket === String(fan.ticket));
	assert.equal(
		own.map(({ scans }: { scans: { nonce: string; device: string }[] }) =>
			scans.map(({ nonce, device }) => [nonce, device]),
		),
		[
			[
				[second.queued.nonce, b.id],
				[first.queued.nonce, a.id],
			],
		],
	);
});

test('where the first of two offline entries is undone, the other one is the ticket’s', async () => {
	const fan = await f.fan();
	const list = await freshList(a);
	const [first, second] = [await f.alone(list, await fan.code()), await f.alone(list, await fan.code())];
	await upload(a, [first.queued]);
	await upload(b, [second.queued]);
	assert.is((await f.manage('POST', `/entries/${first.queued.nonce}/undo`)).status, 204);
	assert.is(outcome(await f.scan(a, await fan.code())), 'TICKET_ALREADY_USED USED');
	assert.is((await f.manage('POST', `/entries/${second.queued.nonce}/undo`)).status, 204);
	assert.is(outcome(await f.scan(a, await fan.code())), 'in');
});

test('20 devices that were offline for an hour upload at once: each ticket is in once, and each second one is a conflict', async () => {
	const fans = await fansOf(3);
	const devices = await Promise.all(Array.from({ length: 20 }, () => f.enrol(north)));
	const list = await freshList(a);
	const before = (await f.manage('GET', '/entries')).body.entered;
	const results = await Promise.all(
		devices.map(async (device) => {
			const queue = [];
			for (const fan of fans) queue.push((await f.alone(list, await fan.code())).queued);
			return upload(device, queue);
		}),
	);
	const count = (what: string) => results.flat().filter((each) => each === what).length;
	assert.equal([count('recorded'), count('conflict')], [fans.length, fans.length * 19]);
	assert.is((await f.manage('GET', '/entries')).body.entered, before + fans.length);
});

test('divided gates never admit one ticket twice offline', async () => {
	const other = await f.gate('East');
	await f.manage('PUT', '/gates', { reentry: 'none', divided: true });
	const east = await f.enrol(other);
	const fans = await fansOf(5);
	const lists = [await freshList(a), await freshList(east)];
	for (const fan of fans) {
		const code = await fan.code();
		const answers = await Promise.all(lists.map((list) => f.alone(list, code)));
		assert.equal(answers.map(({ answer }) => outcome(answer)).sort(), ['WRONG_GATE OTHER_GATE', 'in']);
	}
	await f.manage('PUT', '/gates', { reentry: 'none', divided: false });
	await f.manage('DELETE', `/gates/${other}`);
	assert.is(
		(await f.by(east, 'GET', '/v1/gate/list')).body.code,
		'DEVICE_UNKNOWN',
		'a closed gate has no devices',
	);
});

test('a revoked device uploads nothing, and a scan of a copied list without the key neither', async () => {
	const fan = await f.fan();
	const stolen = await f.enrol(north);
	const { queued } = await f.alone(await freshList(stolen), await fan.code());
	const copied = { ...stolen, keys: (await newDevice()).keys };
	assert.is((await f.by(copied, 'POST', '/v1/gate/queue', { scans: [queued] })).body.code, 'DEVICE_UNKNOWN');
	await f.manage('DELETE', `/gate-devices/${stolen.id}`);
	assert.is((await f.by(stolen, 'POST', '/v1/gate/queue', { scans: [queued] })).body.code, 'DEVICE_UNKNOWN');
	assert.is(outcome(await f.scan(a, await fan.code())), 'in');
});

test('while our rows cannot be written a scan is no answer about the ticket, and then it counts', async () => {
	const fan = await f.fan();
	const [nonce, code] = [randomUUID(), await fan.code()];
	await f.fixture.rows('ALTER TABLE relay.gate_scans RENAME TO gate_scans_away');
	const away = await f.by(a, 'POST', '/v1/gate/scans', {
		nonce,
		scanned: code,
		direction: 'in',
		at: Date.now(),
	});
	await f.fixture.rows('ALTER TABLE relay.gate_scans_away RENAME TO gate_scans');
	assert.equal(
		[away.status, away.body.recorded, outcome(away.body.answer)],
		[200, false, 'SYSTEM_ERROR? FAULT'],
	);
	assert.is(outcome(await f.scan(a, code, { nonce })), 'in');
});

test('while the network is away known tickets are admitted, and unknown ones go to a person', async () => {
	const [known, unknown] = [await f.fan(), await f.fan()];
	await freshList(a);
	await f.fixture.rows('DELETE FROM relay.gate_tickets WHERE chain_order = $1', [unknown.ticket >> 5n]);
	await f.fixture.rows(`UPDATE relay.gate_events SET read_at = now() - interval '1 hour'`);
	const { chain } = f.running.options;
	const url = chain.rpcUrl;
	chain.rpcUrl = 'http://127.0.0.1:1';
	try {
		assert.is(outcome(await f.scan(a, await known.code())), 'in');
		assert.is(outcome(await f.scan(a, await unknown.code())), 'SYSTEM_ERROR? FAULT');
	} finally {
		chain.rpcUrl = url;
	}
	assert.is(outcome(await f.scan(a, await unknown.code())), 'in');
});

test('who gave a ticket away by phone is refused, online and offline, and who took it is admitted', async () => {
	const { made, phone } = await f.bought(2);
	const [giver, taker] = [await newDevice(), await newDevice()];
	const proof = await f.prove(phone);
	const own = f.shown(giver, (await f.forOrder(made, giver, proof)).body);
	await f.fixture.rows(
		`INSERT INTO relay.handovers (id, order_no, event, index, state, kind, key, language, token_hash, claimed_by, created_at, expires_at, ended_at)
		SELECT $1, no, event, 0, 'claimed', 'phone', '\\x00', 'en', $2, 'taker', now(), now(), now() FROM relay.orders WHERE reference = $3`,
		[randomUUID(), hashOf('t'.repeat(43)), made.order.reference],
	);
	const path = `/v1/handovers/${'t'.repeat(43)}/passes`;
	const token = await f.running.session(['fan'], 'taker');
	const taken = await f.running.request('POST', path, { deviceKey: taker.deviceKey }, token);
	assert.is(taken.status, 201);
	const list = await freshList(b);
	for (const form of ['short', 'full'] as const) {
		const code = await own.code(Date.now(), form);
		assert.match(outcome((await f.alone(list, code)).answer), /PASS_ENDED|CERTIFICATE_MISSING/);
		assert.is(outcome(await f.scan(a, code)), 'INVALID_TICKET PASS_ENDED');
	}
	const code = await f.shown(taker, taken.body).code();
	assert.is(outcome((await f.alone(list, code)).answer), 'in');
	assert.is(outcome(await f.scan(a, code)), 'in');
});

test('after a transfer on chain the old holder’s pass is over; another event’s is named as such; a cancelled event admits nobody', async () => {
	const today = await f.fan();
	const { chainFixture } = f.fixture;
	await f.publishWith(86_400, 90_000);
	const gate = await f.gate('West');
	const west = await f.enrol(gate);
	assert.is(outcome(await f.scan(west, await today.code())), 'WRONG_EVENT OTHER_EVENT');
	const { fan, tickets } = await f.walletWith(1);
	const [ticket] = tickets as [bigint];
	const old = await newDevice();
	const { body } = await f.forWallet(tickets, old, { signed: f.signedBy([fan], tickets, old) });
	const shown = f.shown(old, body);
	assert.is(outcome(await f.scan(west, await shown.code())), 'NOT_YET_VALID TOO_EARLY');
	const next = await chainFixture.fan();
	const args = { from: fan.publicKey(), to: next.publicKey(), token_id: ticket };
	await chainFixture.call(fan, f.event, 'transfer', args);
	// The keeper hears of it; before that the gate would go by what it has read.
	let said = '';
	for (let tries = 0; tries < 400 && said !== 'INVALID_TICKET PASS_ENDED'; tries++) {
		said = outcome(await f.scan(west, await shown.code()));
		await new Promise((done) => setTimeout(done, 50));
	}
	assert.is(said, 'INVALID_TICKET PASS_ENDED');
	const list = await freshList(west);
	assert.is(outcome((await f.alone(list, await shown.code())).answer), 'INVALID_TICKET PASS_ENDED');
	const device = await newDevice();
	const renewed = await f.forWallet(tickets, device, { signed: f.signedBy([next], tickets, device) });
	assert.is(
		outcome(await f.scan(west, await f.shown(device, renewed.body).code())),
		'NOT_YET_VALID TOO_EARLY',
	);
	const { organizer } = chainFixture;
	await chainFixture.call(organizer, f.event, 'cancel', { by: organizer.publicKey() });
	await f.fixture.rows('UPDATE relay.gate_events SET read_at = NULL');
	assert.is(
		outcome(await f.scan(west, await f.shown(device, renewed.body).code())),
		'INVALID_TICKET EVENT_CANCELLED',
	);
});

test.run();
