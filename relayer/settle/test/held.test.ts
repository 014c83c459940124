import { Address, Keypair, xdr } from '@stellar/stellar-sdk';
import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { call } from '#shared/chain/rpc.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import type { EventInit } from '#shared/contract/event.ts';
import { codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { lyingProxy } from '#testing/proxies/lying-proxy.ts';
import { scanChanges } from '../../keeper/scan-changes.ts';
import { batches, batchItems } from '../../models/batches.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import {
	announce,
	type Fixture,
	laneWorker,
	lookAround,
	openFixture,
	order,
	orderOf,
	paidOrders,
	runDry,
} from '../../test/fixture.ts';
import { refreshTerms } from '../refresh-terms.ts';

const test = suite('batches that must wait');
const minute = 60_000;
const twoDays = 48 * 3600;
let fixture: Fixture;

test.before.each(async () => {
	fixture = await openFixture();
});
test.after.each(() => fixture.close());

const batchOf = async (event: string) =>
	(await fixture.db.select().from(batches).where(eq(batches.event, event)))[0];
const stateOf = async (no: bigint) => (await orderOf(fixture, no)).state;

/** Tries for a while, as time goes by. */
async function tryFor(milliseconds: number): Promise<void> {
	const worker = laneWorker(fixture);
	for (let passed = 0; passed < milliseconds; passed += 11_000) {
		await runDry(worker);
		fixture.clock.advance(11_000);
	}
	await runDry(worker);
}

const byOrganizer = (event: string, name: string, args: Record<string, unknown>) =>
	fixture.chainFixture.call(fixture.chainFixture.organizer, event, name, args);
/** Admin and guardian are one account here. */
const byAdmin = (name: string, args: Record<string, unknown>) => {
	const { roles, registry } = fixture.chainFixture.deployment;
	return fixture.chainFixture.call(keyOf(roles.deployer), registry, name, args, registryArgs);
};
const pause = (event: string, on: boolean) =>
	byOrganizer(event, 'pause', { by: fixture.chainFixture.organizer.publicKey(), on });
const cancel = (event: string) =>
	byOrganizer(event, 'cancel', { by: fixture.chainFixture.organizer.publicKey() });

/** Learns what changed, as a relayer does all the time. */
async function learn(): Promise<number> {
	const { chainFixture, db, settle } = fixture;
	const { registry, sinceLedger } = chainFixture.deployment;
	const { rpcUrl } = chainFixture.chain;
	const { sequence } = await call(rpcUrl, 'getLatestLedger');
	await scanChanges({ db, rpcUrl, registry, sinceLedger, log: settle.log }, sequence);
	return refreshTerms(db, { rpcUrl, log: settle.log });
}

test('a paused event’s batch is neither signed nor sent, is logged once, and lands when sales open again', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [2]);
	await pause(event, true);
	await tryFor(3 * minute);
	const held = (await batchOf(event))!;
	assert.equal([held.error, held.envelope, held.state], ['SALES_CLOSED', null, 'bound']);
	assert.is(fixture.logged().match(/the event sells nothing now: PAUSED/g)?.length, 1);
	await pause(event, false);
	await tryFor(minute);
	assert.is(await stateOf(one!.no), 'issued');
	await assertMoneyBalances(fixture, [event]);
});

test('after ten minutes the money of a paused or frozen event’s orders goes back, and nothing was sent', async () => {
	const [paused, frozen] = [await announce(fixture), await announce(fixture)];
	const made = [...(await paidOrders(fixture, paused, [1, 2])), ...(await paidOrders(fixture, frozen, [1]))];
	await pause(paused, true);
	await byAdmin('freeze', { event: frozen, seconds: 86_400n });
	await tryFor(11 * minute);
	for (const { no } of made) {
		const { state, reason } = await orderOf(fixture, no);
		assert.equal([state, reason], ['refund_due', 'SALES_CLOSED']);
	}
	for (const event of [paused, frozen]) {
		assert.is(await batchOf(event), undefined);
		const { counters } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
		assert.is(counters.lanes[0]!.seq, 0);
	}
	await assertMoneyBalances(fixture, [paused, frozen]);
	await assertBooksBalance(fixture);
});

test('the money of a cancelled event’s paid orders goes back at once, also of those that come later', async () => {
	const event = await announce(fixture);
	const made = await paidOrders(fixture, event, [1, 2]);
	await cancel(event);
	await tryFor(0);
	const later = await paidOrders(fixture, event, [1]);
	await tryFor(0);
	for (const { no } of [...made, ...later]) assert.is(await stateOf(no), 'refund_due');
	await assertMoneyBalances(fixture, [event]);
});

test('a disabled relayer sends nothing and says so, until the registry has a relayer again', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [1]);
	await byAdmin('disable_relayer', {});
	await tryFor(20 * minute);
	const held = (await batchOf(event))!;
	assert.equal([held.error, held.envelope], ['RELAYER_DISABLED', null]);
	assert.is(await stateOf(one!.no), 'issuing', 'it is nobody’s fault that a refund would mend');
	assert.is(fixture.logged().match(/"level":50[^\n]*RELAYER_DISABLED[^\n]*batch not settled/g)?.length, 1);
	const other = await fixture.chainFixture.publish();
	await lookAround(fixture);
	await lookAround(fixture);
	assert.is(
		(await readEventState(fixture.chainFixture.chain.rpcUrl, other)).counters.tiers[0]!.fiatAllocated,
		0,
	);
	assert.is(fixture.logged().match(/registry (refuses|accepts) relayer calls/g)?.length, 1);
	await rotate(keyOf(fixture.chainFixture.deployment.roles.relayer));
	await lookAround(fixture);
	await tryFor(minute);
	assert.is(await stateOf(one!.no), 'issued');
	assert.is(
		(await readEventState(fixture.chainFixture.chain.rpcUrl, other)).counters.tiers[0]!.fiatAllocated,
		40,
	);
});

test('a relayer whose role went to another key holds its orders', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [1]);
	await rotate(await fixture.chainFixture.fan());
	await tryFor(20 * minute);
	assert.equal([await stateOf(one!.no), (await batchOf(event))!.error], ['issuing', 'ROLES_CHANGED']);
});

/** The registry's relayer is this key, after the delay of its rules. */
async function rotate(relayer: Keypair): Promise<void> {
	const { chainFixture } = fixture;
	await byAdmin('propose', { setting: { tag: 'Relayer', values: [relayer.publicKey()] } });
	await chainFixture.call(
		relayer,
		chainFixture.deployment.registry,
		'accept_role',
		{ change: 2 },
		registryArgs,
	);
	await call(chainFixture.chain.rpcUrl, 'localnet_advance', { seconds: twoDays, ledgers: 1 });
	await byAdmin('apply_change', { change: 2 });
}

test('an order carries the versions that its buyer saw; under other splits its money goes back, the others are served', async () => {
	const { chainFixture } = fixture;
	const init: EventInit = chainFixture.terms();
	const event = await announce(fixture, init);
	const [before] = await paidOrders(fixture, event, [1]);
	const { payees, policy } = init;
	const [first, second, platform] = payees as [(typeof payees)[0], (typeof payees)[0], (typeof payees)[0]];
	const shares = [{ ...first, bps: 5000 }, { ...second, bps: 4500 }, platform];
	await byOrganizer(event, 'set_splits', { payees: shares, policy });
	assert.is(await learn(), 1);
	await new Promise((done) => setTimeout(done, 1100));
	const [after] = await paidOrders(fixture, event, [2]);
	await tryFor(0);
	const [old, fresh] = await Promise.all([before!, after!].map(({ no }) => orderOf(fixture, no)));
	assert.equal(
		[old!.splitsVersion, old!.termsVersion, old!.state, old!.reason],
		[1, 1, 'refund_due', 'NOT_SERVED'],
	);
	assert.equal([fresh!.splitsVersion, fresh!.termsVersion, fresh!.state], [2, 2, 'issued']);
	const items = await fixture.db.select().from(batchItems).where(eq(batchItems.event, event));
	assert.equal(items.map((item) => item.splitsVersion).sort(), [1, 2]);
	await assertMoneyBalances(fixture, [event]);
});

test('nothing is ordered of an event that is known to sell nothing, and a frozen one opens by itself', async () => {
	const event = await announce(fixture);
	await byAdmin('freeze', { event, seconds: 3600n });
	await learn();
	assert.is(await codeOf(order(fixture, event)), 'SALES_CLOSED');
	await call(fixture.chainFixture.chain.rpcUrl, 'localnet_advance', { seconds: 3601, ledgers: 1 });
	await learn();
	await new Promise((done) => setTimeout(done, 1100));
	assert.is(await codeOf(order(fixture, event)), 'none');
});

test('a tier that was added is sold, once its seats are set aside', async () => {
	const { chainFixture } = fixture;
	const event = await announce(fixture);
	const tier = chainFixture.tier({ price: 50_000_000n, face: { currency: 0, amount: 64_500n } });
	await byOrganizer(event, 'add_tier', { tier, replaces: null });
	assert.is(await codeOf(order(fixture, event, 1, 1)), 'TIER_UNKNOWN');
	await learn();
	await lookAround(fixture);
	await new Promise((done) => setTimeout(done, 1100));
	assert.is(await codeOf(order(fixture, event, 1, 1)), 'none');
});

test('neither key signs a call that follows from an RPC’s answer alone', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [1]);
	let lies = true;
	const thief = Keypair.random().publicKey();
	const node = await lyingProxy(fixture.chainFixture.chain.rpcUrl, (method, _, answer) => {
		const [result] = (answer.result?.results ?? []) as { auth: string[] }[];
		if (method !== 'simulateTransaction' || !result || !lies) return;
		result.auth = result.auth.map((entry) => paying(entry, thief));
	});
	const chain = { ...fixture.chainFixture.chain, rpcUrl: node.url };
	const worker = laneWorker({ ...fixture, settle: { ...fixture.settle, chain } });
	await runDry(worker);
	const held = (await batchOf(event))!;
	assert.equal([held.error, held.envelope], ['RPC_ERROR', null]);
	lies = false;
	fixture.clock.advance(minute);
	await runDry(worker);
	assert.is(await stateOf(one!.no), 'issued', 'the control: the same node, when it is honest');
	await node.close();
});

/** The same authorisation, but its payment goes to somebody else. */
function paying(base64: string, to: string): string {
	const entry = xdr.SorobanAuthorizationEntry.fromXdr(base64, 'base64');
	const [payment] = entry.rootInvocation.subInvocations;
	if (payment?.function.type === 'sorobanAuthorizedFunctionTypeContractFn')
		payment.function.contractFn.args[1] = new Address(to).toScVal();
	return entry.toXdr('base64');
}

test.run();
