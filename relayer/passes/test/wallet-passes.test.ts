import { Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { asBase64 } from '#shared/base64.ts';
import { newDevice, PassFixture, passCode } from './pass-fixture.ts';

const test = suite('passes of tickets in wallets, on a running relayer');
const f = new PassFixture();

test.before(() => f.open());
test.after(() => f.close());

test('a session that names the wallet certifies a device, and a gate verifies its pass by the published keys', async () => {
	const { fan, tickets } = await f.walletWith(2);
	const device = await newDevice();
	const token = await f.sessionOf('ann', [fan.publicKey()]);
	const { status, body } = await f.forWallet(tickets, device, {}, token);
	assert.is(status, 201);
	assert.equal(
		body.items.map(({ ticket }: { ticket: string }) => ticket),
		tickets.map(String),
	);
	for (const form of ['short', 'full'] as const) assert.is(await f.atGate(device, body, form), 'rotating');
	assert.is(await f.atGate(await newDevice(), body), 'refused');
	const again = await f.forWallet(tickets, device, {}, token);
	assert.equal(again.body.items, body.items, 'asked again, it is the same certificate');
});

test('the wallet’s own signature does the same without a session, for exactly what it names', async () => {
	const { fan, tickets } = await f.walletWith(2);
	const [device, other, stranger] = [await newDevice(), await newDevice(), Keypair.random()];
	const signed = f.signedBy([fan], tickets, device);
	assert.is(passCode(await f.forWallet(tickets, device, { signed })), 'ok');
	const past = f.signedBy([fan], tickets, device, new Date(Date.now() - 1000).toISOString());
	const far = f.signedBy([fan], tickets, device, new Date(Date.now() + 48 * 3_600_000).toISOString());
	for (const [code, answer] of [
		['PASS_NEEDS_PROOF', await f.forWallet(tickets, device)],
		[
			'PASS_NEEDS_PROOF',
			await f.forWallet(tickets, device, {}, await f.sessionOf('eve', [stranger.publicKey()])),
		],
		['SIGNATURE_WRONG', await f.forWallet(tickets, other, { signed })],
		['SIGNATURE_WRONG', await f.forWallet([tickets[0]!], device, { signed })],
		[
			'KEY_NOT_IN_CHARGE',
			await f.forWallet(tickets, device, { signed: f.signedBy([stranger], tickets, device) }),
		],
		['DELEGATION_OVER', await f.forWallet(tickets, device, { signed: past })],
		['DELEGATION_OVER', await f.forWallet(tickets, device, { signed: far })],
		['TICKET_UNKNOWN', await f.forWallet([1n << 40n], device, { signed })],
	] as const)
		assert.is(passCode(answer), code);
});

test('after a theft the stolen key is not enough, and the account’s signers together are', async () => {
	const { fan, tickets } = await f.walletWith(1);
	const [one, two] = [Keypair.random(), Keypair.random()];
	const signer = (key: Keypair) => ({ signer: { ed25519PublicKey: key.publicKey(), weight: 1 } });
	await sendClassic(
		f.fixture.chainFixture.chain,
		[fan],
		[
			Operation.setOptions(signer(one)),
			Operation.setOptions(signer(two)),
			Operation.setOptions({ masterWeight: 0, lowThreshold: 2, medThreshold: 2, highThreshold: 2 }),
		],
	);
	const device = await newDevice();
	const by = async (...keys: Keypair[]) =>
		passCode(await f.forWallet(tickets, device, { signed: f.signedBy(keys, tickets, device) }));
	assert.is(await by(fan), 'KEY_NOT_IN_CHARGE');
	assert.is(await by(one), 'KEY_NOT_IN_CHARGE');
	assert.is(await by(one, one), 'KEY_NOT_IN_CHARGE', 'one key twice is one');
	assert.is(await by(one, two), 'ok');
	const session = await f.sessionOf('thief', [fan.publicKey()]);
	assert.is(passCode(await f.forWallet(tickets, device, {}, session)), 'KEY_NOT_IN_CHARGE');
});

test('a ticket that moved on chain, was given back, or whose event is cancelled has no new pass', async () => {
	const [{ fan, tickets }, next] = [await f.walletWith(2), await f.fixture.chainFixture.fan()];
	const device = await newDevice();
	const [ticket] = tickets as [bigint];
	const args = { from: fan.publicKey(), to: next.publicKey(), token_id: ticket };
	await f.fixture.chainFixture.call(fan, f.event, 'transfer', args);
	const token = await f.sessionOf('ann', [fan.publicKey()]);
	assert.is(passCode(await f.forWallet([ticket], device, {}, token)), 'PASS_NEEDS_PROOF');
	assert.is(
		passCode(await f.forWallet([ticket], device, {}, await f.sessionOf('next', [next.publicKey()]))),
		'ok',
	);
	const { organizer } = f.fixture.chainFixture;
	await f.fixture.chainFixture.call(organizer, f.event, 'cancel', { by: organizer.publicKey() });
	assert.is(passCode(await f.forWallet([tickets[1]!], device, {}, token)), 'EVENT_CANCELLED');
});

test('what is no key, no ticket or no list is refused in words, not by a fault', async () => {
	const device = await newDevice();
	const badKeys = ['', '!', 'AAAA', asBase64(new Uint8Array(33)), asBase64(new Uint8Array(65).fill(4)), '💥'];
	for (const deviceKey of badKeys) {
		const { status, body } = await f.forWallet([1n], { ...device, deviceKey });
		assert.equal([status, body.field], [400, 'deviceKey'], deviceKey);
	}
	for (const tickets of [[], ['x'], ['-1'], [String(1n << 64n)], Array(21).fill('1')]) {
		const { status } = await f.running.request('POST', '/v1/passes', {
			event: f.event,
			tickets,
			deviceKey: device.deviceKey,
		});
		assert.is(status, 400);
	}
	const point = new Uint8Array(33).fill(255);
	point[0] = 2;
	const { fan, tickets } = { fan: await f.fixture.chainFixture.fan(), tickets: [5n] };
	const off = { ...device, bytes: point, deviceKey: asBase64(point) };
	const answer = await f.forWallet(tickets, off, { signed: f.signedBy([fan], tickets, off) });
	assert.ok(answer.status < 500, String(answer.status));
});

test.run();
