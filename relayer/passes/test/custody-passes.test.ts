import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { freshPhone } from '../../test/fixture.ts';
import type { Answer } from '../../test/running-relayer.ts';
import { newDevice, PassFixture, passCode } from './pass-fixture.ts';

const test = suite('passes of tickets in custody, on a running relayer');
const f = new PassFixture();

test.before(() => f.open());
test.after(() => f.close());

test('an order’s link alone shows no pass: with the code of the number that paid, or signed in as its buyer, it does', async () => {
	const { made, phone } = await f.bought(2, await f.running.session(['fan'], 'buyer'));
	const device = await newDevice();
	assert.is(passCode(await f.forOrder(made, device)), 'PASS_NEEDS_PROOF');
	assert.is(passCode(await f.forOrder(made, device, await f.prove(freshPhone()))), 'PASS_NEEDS_PROOF');
	assert.is(
		passCode(await f.forOrder(made, device, await f.running.session(['fan'], 'other'))),
		'PASS_NEEDS_PROOF',
	);
	const proved = await f.forOrder(made, device, await f.prove(phone), { tickets: [0, 1] });
	assert.is(proved.body.items.length, 2);
	assert.is(await f.atGate(device, proved.body), 'rotating');
	assert.is(
		passCode(await f.forOrder(made, await newDevice(), await f.running.session(['fan'], 'buyer'))),
		'ok',
	);
	f.platform.proved.set('owner of the number', [{ kind: 'phone', value: phone }]);
	const owner = await f.running.session(['fan'], 'owner of the number');
	assert.is(passCode(await f.forOrder(made, await newDevice(), owner)), 'ok');
	assert.is(
		passCode(await f.forOrder(made, device, await f.prove(phone), { tickets: [2] })),
		'TICKET_UNKNOWN',
	);
	const wrong = { ...made, token: 'x'.repeat(43) };
	assert.is(passCode(await f.forOrder(wrong, device, await f.prove(phone))), 'ORDER_NOT_FOUND');
	const chainTicket = proved.body.items.map(({ ticket }: { ticket: string }) => BigInt(ticket));
	assert.is(passCode(await f.forWallet(chainTicket, device)), 'TICKET_IN_CUSTODY');
});

test('who has taken a ticket gets its passes, with a higher number, and its giver gets none any more', async () => {
	const { made, phone } = await f.bought(2);
	const [givers, friends] = [await newDevice(), await newDevice()];
	const before = await f.forOrder(made, givers, await f.prove(phone), { tickets: [0, 1] });
	const friend = freshPhone();
	f.platform.proved.set('friend', [{ kind: 'phone', value: friend }]);
	const path = `/v1/orders/${made.order.reference}/handovers`;
	await f.running.request('POST', path, { ticket: 0, to: friend }, made.token);
	assert.is(
		passCode(await f.forOrder(made, givers, await f.prove(phone))),
		'ok',
		'offered, it is still the giver’s',
	);
	let sent: { code: string } | undefined;
	while (!sent) {
		sent = [...f.platform.messages.values()].findLast(({ value }) => value === friend);
		await new Promise((done) => setTimeout(done, 20));
	}
	const { handover } = (await f.running.request('GET', `/v1/links/${sent.code}`)).body;
	const token = await f.running.session(['fan'], 'friend');
	const forFriend = (by: string) =>
		f.running.request('POST', `/v1/handovers/${handover}/passes`, { deviceKey: friends.deviceKey }, by);
	assert.is(passCode(await forFriend(token)), 'HANDOVER_NOT_FOUND', 'nobody has taken it yet');
	await f.running.request('POST', `/v1/handovers/${handover}/claim`, undefined, token);
	assert.is(passCode(await f.forOrder(made, givers, await f.prove(phone))), 'TICKET_GIVEN');
	assert.is(
		passCode(await f.forOrder(made, givers, await f.prove(phone), { tickets: [1] })),
		'ok',
		'the other is theirs',
	);
	const taken = await forFriend(token);
	assert.is(passCode(taken), 'ok');
	assert.is(await f.atGate(friends, taken.body), 'rotating');
	assert.ok(taken.body.items[0].delegation > before.body.items[0].delegation);
	assert.is(
		passCode(await forFriend(await f.running.session(['fan'], 'somebody else'))),
		'HANDOVER_NOT_FOUND',
	);
});

const endedOf = async (ticket: string) =>
	(
		await f.fixture.rows(
			'SELECT delegation, ended_at IS NOT NULL AS ended FROM relay.pass_certificates WHERE ticket = $1 ORDER BY delegation',
			[ticket],
		)
	).map(({ ended }) => ended);

test('a sixth device ends the oldest, and a holder ends all others at once', async () => {
	const { made, phone } = await f.bought();
	const proof = await f.prove(phone);
	const answers: Answer[] = [];
	for (let i = 0; i < 6; i++) answers.push(await f.forOrder(made, await newDevice(), proof));
	const { ticket } = answers[0]!.body.items[0];
	assert.equal(await endedOf(ticket), [true, false, false, false, false, false]);
	await f.forOrder(made, await newDevice(), proof, { alone: true });
	assert.equal(await endedOf(ticket), [true, true, true, true, true, true, false]);
	const numbers = answers.map(({ body }) => body.items[0].delegation);
	assert.equal(numbers, [1, 2, 3, 4, 5, 6]);
});

test('devices that ask for one ticket at the same instant get different numbers', async () => {
	const { made, phone } = await f.bought();
	const proof = await f.prove(phone);
	const devices = await Promise.all(Array.from({ length: 5 }, newDevice));
	const answers = await Promise.all(devices.map((device) => f.forOrder(made, device, proof)));
	assert.equal(answers.map(({ body }) => body.items[0].delegation).sort(), [1, 2, 3, 4, 5]);
});

test.run();
