import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GateFixture, outcome } from '#relayer/gate/test/gate-fixture.ts';
import { serveLocally } from '#testing/proxies/serve-locally.ts';
import { keptPassOf, pairOrder, pairWallet, showPass } from '../pass/software-pass.ts';
import { printForOrder } from '../pass/static-pass.ts';
import { readMemory } from './kept-device.ts';
import { enrol, type GatePlace, knownDevice, refresh, scanAtGate } from './software-gate.ts';

const test = suite('npm run gate, on a running relayer');
const f = new GateFixture();
let place: GatePlace;
let folder: string;

test.before(async () => {
	await f.openDoors();
	folder = mkdtempSync(join(tmpdir(), 'passa-gate-'));
	await f.gate('North');
	place = { relayer: f.running.relayer.url, dataDir: folder, event: '1', gate: 'North' };
});
test.after(async () => {
	rmSync(folder, { recursive: true });
	await f.close();
});

const codeOf = (work: () => Promise<unknown> | unknown): Promise<string> =>
	Promise.resolve()
		.then(work)
		.then(
			() => 'done',
			(error: { code: string }) => error.code,
		);

test('a device enrols, admits, refuses a second time, goes on alone and uploads once', async () => {
	assert.is(await codeOf(() => knownDevice(place)), 'DEVICE_UNKNOWN');
	const gates = (await f.manage('GET', '/gates')).body.gates;
	const { code } = (await f.manage('POST', `/gates/${gates[0].id}/codes`)).body;
	assert.is(await codeOf(() => enrol({ ...place, gate: 'South' }, 'x'.repeat(22))), 'CODE_OVER');
	await enrol(place, code);
	assert.is(await codeOf(() => enrol(place, code)), 'CODE_OVER');
	const device = knownDevice(place);
	const [first, second, third] = [await f.fan(), await f.fan(), await f.fan()];
	await refresh(place, device);
	const scan = async (scanned: string, at: Partial<GatePlace> & { offline?: boolean } = {}) => {
		const { offline = false, ...change } = at;
		return scanAtGate({ ...place, ...change }, device, { scanned, direction: 'in', offline });
	};
	const online = await scan(await first.code());
	assert.equal([outcome(online), online.decidedBy], ['in', 'service']);
	assert.is(outcome(await scan(await first.code())), 'TICKET_ALREADY_USED USED');
	const alone = await scan(await second.code(), { offline: true });
	assert.equal([outcome(alone), alone.decidedBy], ['in', 'device']);
	assert.is(outcome(await scan(await second.code(), { offline: true })), 'TICKET_ALREADY_USED USED');
	const away = await scan(await third.code(), { relayer: 'http://127.0.0.1:1' });
	assert.equal([outcome(away), away.decidedBy], ['in', 'device'], 'it goes on by itself');
	assert.is(readMemory(folder, device.device).queue.length, 3);
	assert.equal(await refresh(place, device), { recorded: 3 });
	assert.equal(await refresh(place, device), {});
	assert.is(outcome(await scan(await third.code())), 'TICKET_ALREADY_USED USED');
	await f.manage('DELETE', `/gate-devices/${device.device}`);
	assert.is(await codeOf(async () => scan(await third.code())), 'DEVICE_UNKNOWN');
});

test('a device that is killed while it uploads sends the rest again, and nothing twice', async () => {
	const gates = (await f.manage('GET', '/gates')).body.gates;
	const { code } = (await f.manage('POST', `/gates/${gates[0].id}/codes`)).body;
	const device = await enrol(place, code);
	const fan = await f.fan();
	await f.fixture.rows('UPDATE relay.gate_events SET listed_at = NULL');
	await refresh(place, device);
	const alone = (scanned: string) => scanAtGate(place, device, { scanned, direction: 'in', offline: true });
	// More than one upload carries; the one entry is in the second.
	for (let scans = 0; scans < 110; scans++) await alone('no pass');
	assert.is(outcome(await alone(await fan.code())), 'in');
	const { entered } = (await f.manage('GET', '/entries')).body;
	let uploads = 0;
	const cutting = await serveLocally(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += chunk;
		const { method, headers } = request;
		const answer = await fetch(`${place.relayer}${request.url}`, {
			method,
			headers: { authorization: headers.authorization!, 'content-type': 'application/json' },
			...(method === 'POST' ? { body } : {}),
		});
		const text = await answer.text();
		if (++uploads === 2) return void response.destroy();
		response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
	});
	try {
		assert.is(await codeOf(() => refresh({ ...place, relayer: cutting.url }, device)), 'SERVICE_AWAY');
	} finally {
		await cutting.close();
	}
	// What is in its file is all that the next process knows.
	assert.is(readMemory(folder, device.device).queue.length, 11);
	assert.equal(await refresh(place, knownDevice(place)), { known: 11 });
	assert.is(readMemory(folder, device.device).queue.length, 0);
	assert.is((await f.manage('GET', '/entries')).body.entered, entered + 1);
});

test('npm run pass: a paired folder shows what a gate admits, by a wallet and by an M-Pesa order', async () => {
	const at = { relayer: place.relayer, dataDir: folder };
	const gate = await f.enrol((await f.manage('GET', '/gates')).body.gates[0].id);
	const { fan, tickets } = await f.walletWith(1);
	const { passphrase } = f.fixture.chainFixture.chain;
	const of = { event: f.event, ticket: tickets[0]!, wallet: fan };
	const byWallet = await pairWallet({ ...at, passphrase }, { order: '7', index: 0 }, of);
	assert.equal(keptPassOf(folder, '7', 0), byWallet);
	assert.is(keptPassOf(folder, '7', 1), null);
	for (const [form, said] of [
		['short', 'in'],
		['full', 'TICKET_ALREADY_USED USED'],
	] as const)
		assert.is(outcome(await f.scan(gate, (await showPass(byWallet, form)).payload)), said);
	const { made, phone } = await f.bought(2);
	const { reference } = made.order;
	const proved = { reference, index: 1, headers: { authorization: `Bearer ${made.token}` } };
	const ofOrder = { order: reference, index: 1 };
	assert.is(await codeOf(async () => pairOrder(at, ofOrder, { ...proved, proof: '' })), 'PASS_NEEDS_PROOF');
	const paid = await pairOrder(at, ofOrder, { ...proved, proof: await f.prove(phone) });
	assert.is(outcome(await f.scan(gate, (await showPass(paid, 'full')).payload)), 'in');
});

test('npm run pass --static: the code of a printed pass, where the tier may have one', async () => {
	const gate = await f.enrol((await f.manage('GET', '/gates')).body.gates[0].id);
	const { made, phone } = await f.bought();
	const { reference } = made.order;
	const proof = await f.prove(phone);
	const of = { reference, index: 0, headers: { authorization: `Bearer ${made.token}` }, proof };
	const print = () => printForOrder(place.relayer, of);
	assert.is(await codeOf(print), 'STATIC_PASS_OFF');
	await f.manage('PUT', '/gates', { reentry: 'none', divided: false, staticTiers: [0] });
	const [older, newer] = [await print(), await print()];
	assert.is(outcome(await f.scan(gate, older.code)), 'INVALID_TICKET PASS_ENDED');
	const answer = await f.scan(gate, newer.code);
	assert.equal([outcome(answer), answer.shownAs], ['in', 'static']);
});

test.run();
