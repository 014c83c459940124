import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { parseRate, playRate, usdcFor } from '#shared/kes-rate.ts';
import { kesCents } from '#shared/money.ts';
import { registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { availabilityOf } from '../../orders/availability.ts';
import { lockOrder, moveOrder } from '../../orders/move-order.ts';
import type { Selling } from '../../orders/price.ts';
import { assertMoneyBalances } from '../../test/assertions.ts';
import {
	announce,
	type Fixture,
	laneWorker,
	lookAround,
	openFixture,
	order,
	orderOf,
	paidOrders,
	quotasOf,
	runDry,
} from '../../test/fixture.ts';
import { returnQuotas } from '../return-quota.ts';

const test = suite('seats that nobody can pay for in shillings');
const minute = 60_000;
const rate = parseRate(playRate);
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

const allocatedOf = async (event: string): Promise<number[]> => {
	const { counters, terms } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
	return terms.tiers.map((_, i) => counters.tiers[i]!.fiatAllocated);
};
const tierOf = async (event: string, tier = 0) =>
	(await fixture.rows('SELECT * FROM relay.tiers WHERE event = $1 AND tier = $2', [event, tier]))[0];
const rowsOf = (event: string) => fixture.rows('SELECT * FROM relay.quota_returns WHERE event = $1', [event]);
const offers = (event: string, selling = fixture.settle.selling) =>
	availabilityOf(fixture.db, event, selling, new Date(fixture.clock.now()));
const codeOf = (work: Promise<unknown>) => work.then(() => 'none').catch((error) => error.code);

/** One process with this rate and these limits, for as long as the quotas need. */
async function asWith(change: Partial<Selling>, between?: () => void): Promise<void> {
	const selling = { ...fixture.settle.selling, ...change };
	const process = { ...fixture, settle: { ...fixture.settle, selling, unsold: new Set<string>() } };
	await lookAround(process);
	await returnQuotas({ ...quotasOf(process), between });
	await lookAround(process);
}

/** A tier at the operator's rate. */
const priced = (kes: bigint, change = {}) => {
	const face = kesCents(kes * 100n);
	return fixture.chainFixture.tier({
		price: usdcFor(face, rate),
		face: { currency: 0, amount: face },
		...change,
	});
};

/** Makes every signed envelope and authorisation expire. */
function expire(): void {
	const { network } = fixture.chainFixture.localnet;
	network.advance(120);
	for (let i = 0; i < 101; i++) network.close();
}

test('a tier above the rail’s limit offers no M-Pesa and gets no seats; below it an order is capped by the amount', async () => {
	const { chainFixture } = fixture;
	const tiers = [priced(250_001n), priced(250_000n), priced(100_000n), priced(2_500n)];
	const event = await announce(fixture, chainFixture.terms({ tiers }));
	assert.equal(await allocatedOf(event), [0, 40, 40, 40]);
	assert.equal(
		(await offers(event)).map(({ left, perOrder, open, unsold }) => [left, perOrder, open, unsold]),
		[
			[0, 0, false, 'OVER_PAYMENT_LIMIT'],
			[40, 1, true, null],
			[40, 2, true, null],
			[40, 10, true, null],
		],
	);
	assert.is(await codeOf(order(fixture, event, 1, 0)), 'OVER_MPESA_LIMIT');
	for (const [tier, { perOrder }] of (await offers(event)).entries()) {
		assert.is(
			await codeOf(order(fixture, event, perOrder + 1, tier)),
			tier === 3 ? 'OVER_ORDER_LIMIT' : 'OVER_MPESA_LIMIT',
		);
		if (perOrder > 0)
			assert.is(await codeOf(order(fixture, event, perOrder, tier)), 'none', 'what is offered is sold');
	}
});

test('seats that were set aside for a tier above the limit go back to wallets', async () => {
	const { chainFixture } = fixture;
	const event = await chainFixture.publish(
		chainFixture.terms({ tiers: [priced(250_001n, { capacity: 40 })] }),
	);
	const { registry, roles } = chainFixture.deployment;
	const seats = { event, tier: 0, n: 40 };
	await chainFixture.call(keyOf(roles.relayer), registry, 'allocate', seats, registryArgs);
	const fan = await chainFixture.fan(100_000);
	const buy = () => codeOf(chainFixture.buy(fan, event, [{ tier: 0, qty: 2 }]));
	assert.is(await buy(), 'TIER_SOLD_OUT', 'the control: while they are set aside no wallet can buy');
	await asWith({});
	assert.equal(await allocatedOf(event), [0]);
	assert.is((await tierOf(event)).allocated, 0);
	assert.equal(await rowsOf(event), []);
	assert.is(await buy(), 'none');
});

test('at another rate all but held, bound and sold seats go back; the old rate brings the rest again', async () => {
	const event = await announce(fixture);
	const worker = laneWorker(fixture);
	await paidOrders(fixture, event, [3]);
	await runDry(worker);
	await paidOrders(fixture, event, [2]);
	const held = (await order(fixture, event, 4)).order;
	const other = parseRate('200');
	await asWith({ rate: other });
	assert.equal(await allocatedOf(event), [9], 'three sold, two paid, four held');
	await asWith({ rate: other });
	assert.equal(await allocatedOf(event), [9]);
	await runDry(worker);
	await fixture.db.transaction(async (tx) =>
		moveOrder(tx, await lockOrder(tx, held.no), 'failed', new Date(fixture.clock.now())),
	);
	await asWith({ rate: other });
	assert.equal(await allocatedOf(event), [5], 'what an order gave up follows');
	await assertMoneyBalances(fixture, [event]);
	await chainBuys(event, 93);
	await asWith({});
	assert.equal(await allocatedOf(event), [7], 'as far as wallets have left any');
	assert.is((await tierOf(event)).allocated, 7);
	assert.is((await offers(event))[0]!.left, 2);
});

async function chainBuys(event: string, seats: number): Promise<void> {
	const fan = await fixture.chainFixture.fan(100_000);
	for (let left = seats; left > 0; left -= 10)
		await fixture.chainFixture.buy(fan, event, [{ tier: 0, qty: Math.min(10, left) }]);
}

test('a relayer without any rail offers nothing, and keeps no seats', async () => {
	const event = await announce(fixture);
	const most = kesCents(0n);
	await asWith({ most });
	assert.equal(await allocatedOf(event), [0]);
	assert.is((await offers(event, { ...fixture.settle.selling, most }))[0]!.unsold, 'OVER_PAYMENT_LIMIT');
	await asWith({});
	assert.equal(await allocatedOf(event), [40]);
});

test('when a sale ends within a hold, wallets get what is left; accepted orders are settled', async () => {
	const { chainFixture } = fixture;
	const closes = BigInt(Math.floor(fixture.clock.now() / 1000) + 3600);
	const event = await announce(
		fixture,
		chainFixture.terms({ tiers: [chainFixture.tier({ closes_at: closes })] }),
	);
	const [accepted] = await paidOrders(fixture, event, [2]);
	await asWith({});
	assert.equal(await allocatedOf(event), [40], 'the control: not before');
	fixture.clock.advance(51 * minute);
	assert.is(await codeOf(order(fixture, event)), 'SALE_ENDS_SOON');
	assert.equal(
		(await offers(event)).map(({ left, open, unsold }) => [left, open, unsold]),
		[[0, false, 'SALE_ENDS_SOON']],
	);
	await asWith({});
	assert.equal(await allocatedOf(event), [2]);
	await runDry(laneWorker(fixture));
	assert.is((await orderOf(fixture, accepted!.no)).state, 'issued');
	fixture.clock.advance(10 * minute);
	assert.is((await offers(event))[0]!.unsold, 'SALE_OVER');
	await asWith({});
	assert.equal(await allocatedOf(event), [2], 'and it is over for good');
});

test('the control: the contract itself would take seats back that orders hold', async () => {
	const event = await announce(fixture);
	await order(fixture, event, 10);
	const { registry, roles } = fixture.chainFixture.deployment;
	const call = () =>
		fixture.chainFixture.call(
			keyOf(roles.relayer),
			registry,
			'deallocate',
			{ event, tier: 0, n: 20 },
			registryArgs,
		);
	await call();
	await call();
	assert.equal(await allocatedOf(event), [0], 'twice the same call leaves the held ten without seats');
});

test('a relayer killed before its call is sent, and after it has landed, returns seats once', async () => {
	const event = await announce(fixture);
	await order(fixture, event, 10);
	const most = kesCents(0n);
	const killed = () => {
		throw new Error('killed');
	};
	await asWith({ most }, killed);
	assert.equal([await allocatedOf(event), (await rowsOf(event)).length], [[40], 1]);
	assert.is((await tierOf(event)).allocated, 10, 'nobody can hold them meanwhile');
	await asWith({ most });
	await asWith({});
	assert.equal(await allocatedOf(event), [40], 'the call that was stored may still land');
	assert.is((await tierOf(event)).allocated, 10, 'also at a rate that would sell them');
	expire();
	await asWith({ most });
	assert.equal([await allocatedOf(event), await rowsOf(event)], [[10], []]);
	// As if it had died before it wrote down that the call has landed.
	await fixture.rows('INSERT INTO relay.quota_returns (event, tier, n) VALUES ($1, 0, 30)', [event]);
	await asWith({ most });
	assert.equal([await allocatedOf(event), await rowsOf(event)], [[10], []]);
});

test('two relayers at once return one quota', async () => {
	const event = await announce(fixture);
	await order(fixture, event, 7);
	const most = kesCents(0n);
	await Promise.all([1, 2, 3].map(() => asWith({ most })));
	for (let i = 0; i < 3 && (await rowsOf(event)).length > 0; i++) {
		expire();
		await asWith({ most });
	}
	assert.equal([await allocatedOf(event), await rowsOf(event)], [[7], []]);
	assert.is((await tierOf(event)).allocated, 7);
});

test.run();
