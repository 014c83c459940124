import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { platformFeeBps } from '#scripts/deploy/deploy.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { Role } from '#shared/contract/event.ts';
import { parseRate } from '#shared/kes-rate.ts';
import { registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import { type Fixture, freshPhone, openFixture, treasuryOf } from '../../test/fixture.ts';
import { freshKey, type Running, startRunning } from '../../test/running-relayer.ts';

const test = suite('USDC for shillings');
let fixture: Fixture;
let running: Running;
/** A second relayer, which has another rate. */
let other: Running | null = null;
let event: string;
let thief: string;

/** A stranger publishes an event. Its tier 0 asks KES 1 or 10 000 USDC; its tier 1 has a fair price of KES 1 290. */
test.before(async () => {
	fixture = await openFixture();
	running = await startRunning(fixture);
	const { chainFixture } = fixture;
	const key = await chainFixture.fan(0);
	thief = key.publicKey();
	const init = chainFixture.terms({
		payees: [
			{ address: thief, bps: 10_000 - platformFeeBps, role: Role.Organizer },
			{ address: chainFixture.deployment.roles.platform.address, bps: platformFeeBps, role: Role.Platform },
		],
		tiers: [
			chainFixture.tier({ price: 100_000_000_000n, face: { currency: 0, amount: 100n }, fiat_quota: 100 }),
			chainFixture.tier(),
		],
	});
	const args = { organizer: thief, nonce: 1n, init };
	await chainFixture.call(key, chainFixture.deployment.registry, 'create_event', args, registryArgs);
	for (let left = 0; left === 0; await pause(50)) left = (await offers())[1]?.left ?? 0;
	event = (await fixture.rows('SELECT event FROM relay.events'))[0].event;
});
test.after(async () => {
	if (other) await other.stop();
	else await running.relayer.stop();
	await running.simulator.stop();
	await fixture.close();
});

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
async function offers(at = running): Promise<{ left: number; open: boolean; amountKes: string }[]> {
	return (await at.request('GET', '/v1/events/1/availability')).body.items ?? [];
}
const order = (change: Record<string, unknown>) => running.order({ event, phone: freshPhone(), ...change });
const usdcOf = async (address: string): Promise<bigint> =>
	(await holdingOf(fixture.chainFixture.chain.rpcUrl, treasuryOf(fixture.chainFixture).asset, address)) ?? 0n;

test('a stranger’s event takes no USDC out of the treasury for a few shillings; its fair tier sells', async () => {
	const { address } = treasuryOf(fixture.chainFixture);
	const before = await usdcOf(address);
	const { counters } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
	assert.equal(
		counters.tiers.slice(0, 2).map((tier) => tier.fiatAllocated),
		[0, 40],
	);
	const closed = { left: 0, open: false, amountKes: '100' };
	const is = ({ left, open, amountKes }: typeof closed) => ({ left, open, amountKes });
	assert.equal((await offers()).map(is), [closed, { left: 40, open: true, amountKes: '129000' }]);
	const refused = await order({ tier: 0, qty: 2 });
	assert.equal([refused.status, refused.body.code], [409, 'PRICE_OFF_RATE']);
	assert.match(refused.body.message ?? refused.body.detail, 'Pay with a wallet');

	// As if an earlier relayer, which knew no rate, had set its seats aside.
	await fixture.rows('UPDATE relay.tiers SET allocated = 100 WHERE tier = 0');
	assert.equal(is((await offers())[0]!), closed);
	assert.is((await order({ tier: 0, qty: 2 })).body.code, 'PRICE_OFF_RATE');
	assert.equal(await fixture.rows('SELECT 1 FROM relay.orders'), [], 'nobody was asked to pay');
	await fixture.rows('UPDATE relay.tiers SET allocated = 0 WHERE tier = 0');
	assert.is(await usdcOf(address), before);

	const { body: made } = await order({ tier: 1, qty: 2 });
	assert.is((await running.until(made, ['issued'])).amountUsdc, '200000000');
	assert.is(await usdcOf(address), before - 200_000_000n);
	for (let paid = 0n; paid === 0n; await pause(50)) paid = await usdcOf(thief);
	assert.is(await usdcOf(thief), 190_000_000n, 'as any organizer');
});

test('at another rate no phone is asked again; an accepted order is settled', async () => {
	const wanted = { tier: 1, qty: 1, phone: '254799000002', idempotencyKey: freshKey() };
	const { body: failed } = await order(wanted);
	await running.until(failed, ['failed']);
	const accepted = (await order({ tier: 1 })).body;
	other = await startRunning(fixture, { rate: parseRate('135') }, running);
	await running.relayer.stop();
	assert.equal(
		(await offers(other)).map(({ left, open }) => [left, open]),
		[
			[0, false],
			[0, false],
		],
	);
	const fresh = { event, tier: 1, phone: freshPhone() };
	assert.is((await other.order(fresh)).body.code, 'PRICE_OFF_RATE');
	const again = await other.order({ event, ...wanted });
	assert.equal([again.status, again.body.order.reference], [200, failed.order.reference], 'it is known');
	const path = `/v1/orders/${failed.order.reference}/push`;
	const push = await other.request('POST', path, { phone: freshPhone() }, failed.token);
	assert.equal([push.status, push.body.code], [409, 'PRICE_OFF_RATE']);
	const rang = running.simulator.ledger.pushes.filter((p) => p.reference === failed.order.reference);
	assert.is(rang.length, 1);
	assert.is((await other.until(accepted, ['issued', 'failed', 'review'])).state, 'issued');
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
});

test.run();
