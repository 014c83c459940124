import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { GateList } from '#shared/gate/gate-list.ts';
import { phoneProofHeader } from '#shared/phone-proof.server.ts';
import { type Made, newDevice } from '../../passes/test/pass-fixture.ts';
import { hashOf } from '../../relayer-seal.ts';
import { freshPhone } from '../../test/fixture.ts';
import type { Answer } from '../../test/running-relayer.ts';
import { type GateDevice, GateFixture, outcome } from './gate-fixture.ts';

const test = suite('passes on paper and by SMS, on a running relayer');
const f = new GateFixture();
let [a, b] = [] as unknown as [GateDevice, GateDevice];

test.before(async () => {
	await f.openDoors();
	const north = await f.gate('North');
	[a, b] = [await f.enrol(north), await f.enrol(north)];
	await allow([0]);
});
test.after(() => f.close());

const allow = (staticTiers: number[]) =>
	f.manage('PUT', '/gates', { reentry: 'none', divided: false, staticTiers });
const ended = 'INVALID_TICKET PASS_ENDED';

function ask({ order, token }: Made, proof: string | null, wanted: object = {}): Promise<Answer> {
	const path = `/v1/orders/${order.reference}/static-passes`;
	const headers: Record<string, string> = proof ? { [phoneProofHeader]: proof } : {};
	return f.running.request('POST', path, { tickets: [0], way: 'print', ...wanted }, token, headers);
}
const codeIn = ({ status, body }: Answer, at = 0): string =>
	status === 201 ? body.items[at].code : body.code;

async function printed(): Promise<{ made: Made; phone: string; proof: string; code: string }> {
	const { made, phone } = await f.bought(2);
	const proof = await f.prove(phone);
	return { made, phone, proof, code: codeIn(await ask(made, proof)) };
}

async function freshList(device: GateDevice): Promise<GateList> {
	await f.fixture.rows('UPDATE relay.gate_events SET listed_at = NULL');
	return f.list(device);
}

/** What both say: the service, and a device alone with a list of this moment. */
async function saidOf(code: string): Promise<[string, string]> {
	const alone = (await f.alone(await freshList(b), code)).answer;
	return [outcome(alone), outcome(await f.scan(a, code))];
}

test('a printed code lets one in, once, and staff read that it is static', async () => {
	const { code } = await printed();
	assert.match(code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
	const alone = await f.alone(await freshList(b), code);
	assert.equal([alone.answer.success, alone.answer.shownAs], [true, 'static']);
	const first = await f.scan(a, code.toLowerCase().replaceAll('-', ' '));
	assert.equal([first.success, first.shownAs], [true, 'static']);
	const second = await f.scan(b, code);
	assert.equal([outcome(second), second.originalEntry!.gate], ['TICKET_ALREADY_USED USED', 'North']);
	const { items } = (await f.by(b, 'POST', '/v1/gate/queue', { scans: [alone.queued] })).body;
	assert.is(items[0].result, 'conflict', 'the device that was offline let somebody in, too');
});

test('of two gates at the same instant one lets the paper in, and neither the phone with the same ticket', async () => {
	const { made, proof, code } = await printed();
	const device = await newDevice();
	const shown = f.shown(device, (await f.forOrder(made, device, proof)).body);
	const rotating = await shown.code();
	const answers = await Promise.all([code, rotating, code, rotating].map((text) => f.scan(a, text)));
	assert.is(answers.filter(({ success }) => success).length, 1);
});

test('the database holds no code, and a code of another event, or a guessed one, names no ticket', async () => {
	const { code } = await printed();
	const stored = JSON.stringify(await f.fixture.rows('SELECT * FROM relay.static_passes'));
	for (const text of [code, code.replaceAll('-', '')]) assert.not.match(stored, text);
	assert.not.match(JSON.stringify(await freshList(b)), code.replaceAll('-', ''));
	const guessed = await f.scan(a, '0000-0000-0000-0000');
	assert.is(outcome(guessed), 'INVALID_TICKET TICKET_UNKNOWN');
	assert.is(
		outcome((await f.alone(await freshList(b), '0000-0000-0000-0000')).answer),
		'SYSTEM_ERROR? TICKET_UNKNOWN',
	);
});

test('the order’s link alone prints nothing, and neither does a number that did not pay', async () => {
	const { made } = await f.bought();
	const sent = f.platform.codes.length;
	for (const proof of [null, await f.prove(freshPhone()), await f.running.session(['fan'], 'other')])
		for (const way of ['print', 'sms'])
			assert.is(codeIn(await ask(made, proof, { way })), 'PASS_NEEDS_PROOF');
	assert.is(f.platform.codes.length, sent);
	assert.equal(
		await f.fixture.rows(
			`SELECT 1 FROM relay.static_passes p JOIN relay.orders o ON o.no = p.order_no WHERE o.reference = $1`,
			[made.order.reference],
		),
		[],
	);
});

test('where the tier’s policy forbids it nothing is given; what was given before stays good', async () => {
	const { made, proof, code } = await printed();
	await allow([1]);
	for (const way of ['print', 'sms']) assert.is(codeIn(await ask(made, proof, { way })), 'STATIC_PASS_OFF');
	const { body } = await f.running.request('GET', `/v1/events/${f.event}/static-passes`);
	assert.equal(body, { tiers: [1] });
	await f.manage('PUT', '/gates', { reentry: 'none', divided: false });
	assert.equal((await f.manage('GET', '/gates')).body.settings.staticTiers, [1], 'unset, it stays');
	assert.is(outcome(await f.scan(a, code)), 'in');
	await allow([0]);
});

test('a newer code ends the older one, also if the newer goes by SMS; a platform that is away ends nothing', async () => {
	const { made, phone, proof, code } = await printed();
	f.platform.isAway = true;
	assert.is(codeIn(await ask(made, proof, { way: 'sms' })), 'PLATFORM_AWAY');
	f.platform.isAway = false;
	assert.equal(outcome((await f.alone(await freshList(b), code)).answer), 'in');
	const { body } = await ask(made, proof, { way: 'sms', language: 'sw' });
	assert.equal([body.items[0].code, body.sentTo], [null, `2547•••••${phone.slice(-3)}`]);
	const sms = f.platform.codes.at(-1)!;
	assert.equal([sms.phone, sms.language], [phone, 'sw']);
	assert.equal(await saidOf(code), [ended, ended]);
	assert.equal(await saidOf(sms.entryCode), ['in', 'in']);
});

test('a phone that shows the pass, too, ends no paper; one that wants to be alone does', async () => {
	const { made, proof, code } = await printed();
	assert.is((await f.forOrder(made, await newDevice(), proof)).status, 201);
	assert.is(outcome((await f.alone(await freshList(b), code)).answer), 'in');
	await f.forOrder(made, await newDevice(), proof, { alone: true });
	assert.equal(await saidOf(code), [ended, ended]);
});

test('the paper ends when the ticket is given to somebody else, who may print it again', async () => {
	const { made, proof, code } = await printed();
	const token = randomUUID().replaceAll('-', '').padEnd(43, 't');
	await f.fixture.rows(
		`INSERT INTO relay.handovers (id, order_no, event, index, state, kind, key, language, token_hash, claimed_by, created_at, expires_at, ended_at)
		SELECT $1, no, event, 0, 'claimed', 'phone', '\\x00', 'en', $2, 'friend', now(), now(), now() FROM relay.orders WHERE reference = $3`,
		[randomUUID(), hashOf(token), made.order.reference],
	);
	assert.is(codeIn(await ask(made, proof)), 'TICKET_GIVEN');
	assert.equal(await saidOf(code), [ended, ended]);
	const path = `/v1/handovers/${token}/static-passes`;
	const as = async (who: string, body: object) =>
		f.running.request('POST', path, body, await f.running.session(['fan'], who));
	assert.is(codeIn(await as('stranger', { way: 'print' })), 'HANDOVER_NOT_FOUND');
	assert.is(codeIn(await as('friend', { way: 'sms' })), 'NO_PROVED_NUMBER');
	assert.equal(await saidOf(codeIn(await as('friend', { way: 'print' }))), ['in', 'in']);
});

/** Asks the money of the order's first ticket back, or offers the ticket to other fans: the chain does not show it yet. */
async function refundRow({ order }: Made, kind: 'refund' | 'sale'): Promise<void> {
	const id = randomUUID();
	await f.fixture.rows(
		`INSERT INTO relay.ticket_refunds (id, order_no, event, chain_order, mask, kind, reason, state, by, takes_part, amount_kes, attempts, price_usdc, asked_kes, created_at)
		SELECT $1, no, event, chain_order, 1, $2, 'TICKET_RETURNED', 'requested', 'holder', false, 0, 0, CASE WHEN $2 = 'sale' THEN 10000000 END, CASE WHEN $2 = 'sale' THEN 100000 END, now() FROM relay.orders WHERE reference = $3`,
		[id, kind, order.reference],
	);
	await f.fixture.rows(
		`INSERT INTO relay.refunded_tickets (refund_id, order_no, ticket) SELECT $1, no, 0 FROM relay.orders WHERE reference = $2`,
		[id, order.reference],
	);
}

test('it ends with a refund that is asked for, before the chain shows it; a ticket that is only offered is still its holder’s', async () => {
	const [back, offered] = [await printed(), await printed()];
	await refundRow(back.made, 'refund');
	assert.equal(await saidOf(back.code), ['REFUNDED TICKET_REFUNDED', 'REFUNDED TICKET_REFUNDED']);
	await refundRow(offered.made, 'sale');
	assert.equal(await saidOf(offered.code), ['in', 'in']);
});

test('a wallet’s ticket is printed by a session that names the wallet, and ends with a transfer on chain', async () => {
	const { fan, tickets } = await f.walletWith(1);
	const wanted = { event: f.event, tickets: tickets.map(String), way: 'print' };
	const as = async (wallet: string) =>
		f.running.request('POST', '/v1/static-passes', wanted, await f.sessionOf('ann', [wallet]));
	assert.is(codeIn(await as((await f.fixture.chainFixture.fan()).publicKey())), 'PASS_NEEDS_PROOF');
	assert.is((await f.running.request('POST', '/v1/static-passes', wanted)).status, 401);
	const code = codeIn(await as(fan.publicKey()));
	assert.is(outcome((await f.alone(await freshList(b), code)).answer), 'in');
	await f.fixture.rows('UPDATE relay.gate_tickets SET owner = $1 WHERE chain_order = $2', [
		(await f.fixture.chainFixture.fan()).publicKey(),
		tickets[0]! >> 5n,
	]);
	assert.is(outcome(await f.scan(a, code)), ended);
});

test('a number gets twenty codes a day', async () => {
	const { made, proof } = await printed();
	const codes: string[] = [];
	for (let i = 0; i < 21; i++) {
		const answer = await ask(made, proof, { way: 'sms' });
		codes.push(answer.status === 201 ? 'sent' : answer.body.code);
	}
	assert.equal(codes, [...Array(20).fill('sent'), 'TOO_MANY_REQUESTS']);
});

test.run();
