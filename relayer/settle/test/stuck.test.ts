import { Asset, Keypair, Operation, xdr } from '@stellar/stellar-sdk';
import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { landing, offer } from '#shared/chain/submit/invoke.ts';
import { PassaError } from '#shared/errors.ts';
import { batches } from '../../models/batches.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import { decideAsShown } from '../../test/decide-as-shown.ts';
import {
	announce,
	type Fixture,
	laneWorker,
	lookAround,
	openFixture,
	order,
	orderOf,
	paidOrders,
	type Row,
	runDry,
} from '../../test/fixture.ts';
import { spendable } from '../../treasury/read-treasury.ts';
import { alertStuck } from '../alert-stuck.ts';
import { readLane } from '../lane-state.ts';
import type { BatchRow } from '../settle-deps.ts';
import { signBatch } from '../sign-batch.ts';

const test = suite('paid orders that do not become tickets open an alert');
const minute = 60_000;
const { signal } = new AbortController();
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

const batchOf = async (event: string): Promise<BatchRow> =>
	(await fixture.db.select().from(batches).where(eq(batches.event, event)))[0]!;
const stateOf = async (no: bigint) => (await orderOf(fixture, no)).state;
const casesOf = (event: string): Promise<Row[]> =>
	fixture.rows(`SELECT * FROM relay.reviews WHERE reason = 'SETTLE_STUCK' AND facts->>'event' = $1`, [event]);

/** As the lane and the watch do, for so long. */
async function goOn(milliseconds: number, worker = laneWorker(fixture)): Promise<void> {
	for (let passed = 0; passed < milliseconds; passed += minute) {
		await runDry(worker);
		await alertStuck(fixture.settle);
		fixture.clock.advance(minute);
	}
	await runDry(worker);
}

/** Dies at a step of its first batch. */
async function dieAt(step: string): Promise<void> {
	let dead = () => {};
	const died = new Promise<void>((done) => (dead = done));
	const worker = laneWorker(fixture, 0, (passed) => {
		if (passed !== step) return;
		dead();
		return new Promise(() => {});
	});
	void runDry(worker);
	await died;
}

/** Sends the treasury's USDC away, and back. */
async function treasuryGives(amount: string, back: boolean): Promise<void> {
	const { chain, deployment } = fixture.chainFixture;
	const { treasury, issuer } = deployment.roles;
	const asset = new Asset('USDC', deployment.usdcAsset.issuer);
	const [from, to] = back ? [issuer!, treasury] : [treasury, issuer!];
	await sendClassic(chain, [keyOf(from)], [Operation.payment({ asset, destination: to.address, amount })]);
}

test('a batch that waits for the treasury opens one alert after 15 minutes, goes on, and closes the alert when it lands', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [2]);
	await treasuryGives('999995', false);
	await goOn(15 * minute);
	assert.equal(await casesOf(event), [], 'not at once');
	await goOn(10 * minute);
	const [alert, ...more] = await casesOf(event);
	assert.equal(more, []);
	const { boundAt, attempts, ...facts } = alert.facts;
	assert.equal(facts, { event, lane: '0', seq: '1', error: 'INSUFFICIENT_USDC', orders: one!.reference });
	assert.ok(Number(attempts) > 0 && Date.parse(boundAt) > 0);
	assert.equal([alert.order_no, alert.payment_id, alert.decided_at], [null, null, null]);
	assert.is(await stateOf(one!.no), 'issuing');
	await treasuryGives('999995', true);
	await goOn(minute);
	assert.is(await stateOf(one!.no), 'issued');
	const [closed] = await casesOf(event);
	assert.equal([closed.decision, closed.decided_by], ['nothing', 'system']);
	await assertMoneyBalances(fixture, [event]);
});

test('a batch that no lane works on opens an alert too, and one whose landing the RPC no longer has', async () => {
	const [left, cut] = [await announce(fixture), await announce(fixture)];
	const [first] = await paidOrders(fixture, left, [1]);
	await dieAt('bound');
	fixture.clock.advance(16 * minute);
	await alertStuck(fixture.settle);
	assert.is((await casesOf(left))[0].facts.error, 'NONE');
	await goOn(minute);
	assert.is(await stateOf(first!.no), 'issued');
	await paidOrders(fixture, cut, [1]);
	const forgotten = laneWorker(fixture, 0, (step) =>
		step === 'sent' ? Promise.reject(new PassaError('HISTORY_CUT', 'the RPC keeps less')) : undefined,
	);
	// Its number shows that it landed: as if that could not be looked up.
	await forgotten.step(signal);
	await fixture.db.update(batches).set({ boundAt: new Date(fixture.clock.now() - 16 * minute) });
	await alertStuck(fixture.settle);
	assert.is((await casesOf(cut))[0].facts.error, 'HISTORY_CUT');
});

test('a case that a person has closed is not opened again', async () => {
	const event = await announce(fixture);
	await paidOrders(fixture, event, [1]);
	await dieAt('bound');
	fixture.clock.advance(16 * minute);
	await alertStuck(fixture.settle);
	const [{ id }] = await casesOf(event);
	await decideAsShown({ ...fixture.settle }, id, {
		decision: 'nothing',
		note: 'known',
		by: 'a test',
	});
	await alertStuck(fixture.settle);
	assert.is((await casesOf(event)).length, 1);
	await goOn(minute);
	assert.is((await casesOf(event))[0].decided_by, 'a test');
});

test('another payload under a batch’s number issues nothing: it opens a case, and the order can be bound again', async () => {
	const event = await announce(fixture);
	const numbers = (await paidOrders(fixture, event, [1, 2])).map(({ no }) => no);
	await dieAt('bound');
	const batch = await batchOf(event);
	// Somebody with our keys settles something else: here, the same orders by other receipts.
	await fixture.rows('CREATE TABLE kept AS SELECT * FROM relay.batch_items WHERE event = $1', [event]);
	await fixture.rows('DELETE FROM relay.batch_items WHERE event = $1', [event]);
	await fixture.rows(`INSERT INTO relay.batch_items SELECT event, lane, seq, index, order_no, owner, tier, qty,
		sha256(evidence) FROM kept`);
	const state = await readLane(fixture.chainFixture.chain.rpcUrl, {
		registry: fixture.settle.registry,
		event,
		lane: batch.lane,
	});
	const { envelope } = await signBatch(fixture.settle, batch, fixture.lanes[0]!, state);
	await offer(fixture.chainFixture.chain, envelope, { signal });
	const { hash } = await landing(fixture.chainFixture.chain, envelope, { signal });
	await fixture.rows('DELETE FROM relay.batch_items WHERE event = $1', [event]);
	await fixture.rows('INSERT INTO relay.batch_items SELECT * FROM kept');
	await goOn(0);
	assert.equal(await Promise.all(numbers.map(stateOf)), ['review', 'review']);
	const cases = await fixture.rows('SELECT * FROM relay.reviews WHERE order_no = ANY($1) ORDER BY order_no', [
		numbers,
	]);
	assert.equal(
		cases.map(({ reason, facts }) => [reason, facts]),
		numbers.map(() => ['LANDED_OTHER', { batch: `${event} 0 1`, txHash: hash }]),
	);
	assert.is((await batchOf(event)).state, 'landed');
	for (const by of ['a test', 'a second person'])
		for (const { id } of cases)
			await decideAsShown(fixture.settle, id, { decision: 'issue', note: 'not ours', by });
	await goOn(0);
	assert.equal(await Promise.all(numbers.map(stateOf)), ['issued', 'issued']);
	await assertBooksBalance(fixture);
});

test('orders that no lane binds open one alert for their event, which closes when a lane binds them', async () => {
	const event = await announce(fixture);
	const made = await paidOrders(fixture, event, [1, 1]);
	fixture.clock.advance(14 * minute);
	await alertStuck(fixture.settle);
	assert.equal(await casesOf(event), []);
	fixture.clock.advance(2 * minute);
	await alertStuck(fixture.settle);
	await alertStuck(fixture.settle);
	const [alert, ...more] = await casesOf(event);
	assert.equal(more, []);
	assert.equal(alert.facts, { event, error: 'NOT_BOUND', orders: '2' });
	await goOn(2 * minute);
	assert.equal(await Promise.all(made.map(({ no }) => stateOf(no))), ['issued', 'issued']);
	assert.is((await casesOf(event))[0].decided_by, 'system');
});

test('an order that landed astray and is sent on again is not bound twice, and holds nobody up', async () => {
	const event = await announce(fixture);
	const [astray] = await paidOrders(fixture, event, [1]);
	const moving = laneWorker(fixture, 0, async (step) => {
		if (step === 'landed')
			await fixture.rows(`UPDATE relay.orders SET state = 'review' WHERE no = $1`, [astray!.no]);
	});
	await runDry(moving);
	const [{ id }] = await fixture.rows('SELECT id FROM relay.reviews WHERE order_no = $1', [astray!.no]);
	await decideAsShown(fixture.settle, id, {
		decision: 'issue',
		note: 'not looked at',
		by: 'a test',
	});
	const [other] = await paidOrders(fixture, event, [1]);
	await goOn(0);
	assert.equal(await Promise.all([astray!, other!].map(({ no }) => stateOf(no))), ['review', 'issued']);
	const [alert] = await fixture.rows(
		'SELECT reason, facts FROM relay.reviews WHERE order_no = $1 AND decided_at IS NULL',
		[astray!.no],
	);
	assert.equal(alert, { reason: 'BOUND_BEFORE', facts: { batch: `${event} 0 1` } });
});

test('nobody is asked to pay while the treasury’s trust line is frozen', async () => {
	const { chainFixture } = fixture;
	const { treasury, issuer } = chainFixture.deployment.roles;
	const event = await announce(fixture);
	const setTrusted = (authorized: boolean) =>
		sendClassic(
			chainFixture.chain,
			[keyOf(issuer!)],
			[
				Operation.setTrustLineFlags({
					trustor: treasury.address,
					asset: new Asset('USDC', chainFixture.deployment.usdcAsset.issuer),
					flags: { authorized },
				}),
			],
		);
	await setTrusted(false);
	await lookAround(fixture);
	const [{ balance }] = await fixture.rows('SELECT balance::text FROM relay.treasury');
	assert.is(balance, '0');
	const { order: short } = await order(fixture, event);
	assert.equal([short.state, short.reason], ['failed', 'TREASURY_SHORT']);
	await setTrusted(true);
	await lookAround(fixture);
	assert.is((await order(fixture, event)).order.state, 'pending');
});

test('what the treasury’s own offers sell cannot be promised', () => {
	const key = Keypair.random();
	const line = (flags: number, selling: bigint | null): xdr.TrustLineEntry =>
		new xdr.TrustLineEntry({
			accountId: key.xdrAccountId(),
			asset: new Asset('USDC', key.publicKey()).toTrustLineXdrObject(),
			balance: 100n,
			limit: 1_000n,
			flags,
			ext:
				selling === null
					? xdr.TrustLineEntryExt.v0()
					: xdr.TrustLineEntryExt.v1(
							new xdr.TrustLineEntryV1({
								liabilities: new xdr.Liabilities({ buying: 7n, selling }),
								ext: xdr.TrustLineEntryV1Ext.v0(),
							}),
						),
		});
	assert.is(spendable(line(1, null)), 100n);
	assert.is(spendable(line(1, 30n)), 70n);
	assert.is(spendable(line(5, 100n)), 0n);
	assert.is(spendable(line(0, null)), 0n);
	assert.is(spendable(line(2, 30n)), 0n, 'it may keep its offers, and pay nothing');
});

test.run();
