import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceHeader, deviceSigner, newDevice } from '#shared/device.server.ts';
import { phoneProofHeader, phoneProofSigner } from '#shared/phone-proof.server.ts';
import { unbounded } from '../../test/askers.ts';
import { announce, type Fixture, freshPhone, openFixture } from '../../test/fixture.ts';
import { type Answer, freshKey, type Running, startRunning } from '../../test/running-relayer.ts';

const test = suite('who asks for a prompt, through the API');
let fixture: Fixture;
let running: Running;
let event: string;

test.before(async () => {
	fixture = await openFixture();
	// Every phone must be proved.
	running = await startRunning(fixture, { bounds: { ...unbounded, unansweredPrompts: 0, unpaidOrders: 2 } });
	event = await announce(fixture);
});
test.after(async () => {
	await running.stop();
	await fixture.close();
});

const order = (phone: string, headers: Record<string, string> = {}, bearer?: string): Promise<Answer> => {
	const wanted = { event, tier: 0, qty: 1, phone, idempotencyKey: freshKey() };
	return running.request('POST', '/v1/orders', wanted, bearer, headers);
};
const outcome = async (work: Promise<Answer>): Promise<string> => {
	const { status, body } = await work;
	return `${status} ${body.code ?? body.order?.state ?? body.state}`;
};
const proofOf = async (phone: string): Promise<Record<string, string>> => ({
	[phoneProofHeader]: await (await phoneProofSigner(running.platformKey))(phone, Date.now()),
});

test('past the bounds, only a session or a proof of the phone is accepted', async () => {
	const phone = freshPhone();
	assert.is(await outcome(order(phone)), '403 PHONE_CODE_NEEDED');
	assert.is(
		await outcome(order(phone, await proofOf(freshPhone()))),
		'403 PHONE_CODE_NEEDED',
		'of another number',
	);
	for (const token of ['x', await running.session(['fan'], 'me', [freshPhone()])])
		assert.is(await outcome(order(phone, { [phoneProofHeader]: token })), '403 PHONE_CODE_NEEDED');
	const device = await (await deviceSigner(running.platformKey))(newDevice(), Date.now());
	assert.is(
		await outcome(order(phone, { [phoneProofHeader]: device })),
		'403 PHONE_CODE_NEEDED',
		'a device is none',
	);
	const stranger = await running.session(['fan', 'organizer'], 'me');
	assert.is(
		await outcome(order(phone, {}, stranger)),
		'403 PHONE_CODE_NEEDED',
		'signed in with something else',
	);
	assert.is(await outcome(order(phone, await proofOf(phone))), '201 pending');
	const mine = freshPhone();
	assert.is(await outcome(order(mine, {}, await running.session(['fan'], 'her', [mine]))), '201 pending');
	const hers = freshPhone();
	const session = await running.session(['fan'], 'him', [hers]);
	assert.is(await outcome(order(hers, { [phoneProofHeader]: session })), '201 pending', 'also as a proof');
	const another = freshPhone();
	const both = await proofOf(freshPhone());
	both[phoneProofHeader] += ` ${await running.session(['fan'], 'they', [another])}`;
	assert.is(await outcome(order(another, both)), '201 pending', 'beside a proof of another number');
});

test('another try needs the asker’s own tokens beside the order’s token', async () => {
	const [first, second] = ['254799000002', freshPhone()];
	const { body: made } = await order(first, await proofOf(first));
	await running.until(made, ['failed']);
	const path = `/v1/orders/${made.order.reference}/push`;
	const again = (headers = {}) => running.request('POST', path, { phone: second }, made.token, headers);
	assert.is(await outcome(again()), '403 PHONE_CODE_NEEDED');
	assert.is(await outcome(again(await proofOf(first))), '403 PHONE_CODE_NEEDED');
	assert.is(await outcome(again(await proofOf(second))), '200 pending');
	await running.until(made, ['issued']);
});

test('a device that the platform signed is counted, one that somebody made up is not', async () => {
	const token = await (await deviceSigner(running.platformKey))(newDevice(), Date.now());
	const made = [];
	for (let i = 0; i < 3; i++) {
		const phone = `25479900000${[2, 3, 4][i]}`;
		made.push(await outcome(order(phone, { ...(await proofOf(phone)), [deviceHeader]: token })));
	}
	assert.equal(made, ['201 pending', '201 pending', '429 TOO_MANY_UNPAID']);
	const phone = freshPhone();
	assert.is(
		await outcome(order(phone, { ...(await proofOf(phone)), [deviceHeader]: `${token}x` })),
		'201 pending',
	);
	const keys = await fixture.rows('SELECT device_key FROM relay.orders ORDER BY no DESC LIMIT 1');
	assert.equal(keys, [{ device_key: null }]);
});

test.run();
