import { Asset, nativeToScVal, Operation } from '@stellar/stellar-sdk';
import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { call } from '#shared/chain/rpc.ts';
import { signWith, submit } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { PassaError } from '#shared/errors.ts';
import { batches } from '../../models/batches.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import {
	announce,
	type Fixture,
	laneWorker,
	lookAround,
	openFixture,
	orderOf,
	paidOrders,
	runDry,
} from '../../test/fixture.ts';
import { handleBatchError } from '../handle-batch-error.ts';
import type { BatchRow } from '../settle-deps.ts';

const test = suite('batches that do not land');
const minute = 60_000;
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

const batchOf = async (event: string): Promise<BatchRow | undefined> =>
	(await fixture.db.select().from(batches).where(eq(batches.event, event)))[0];
const stateOf = async (no: bigint) => (await orderOf(fixture, no)).state;
const advance = (seconds: number, ledgers = 0) =>
	call(fixture.chainFixture.chain.rpcUrl, 'localnet_advance', { seconds, ledgers });

/** Tries for a while, as time goes by. */
async function tryFor(milliseconds: number, signal = new AbortController().signal): Promise<void> {
	const worker = laneWorker(fixture);
	for (let passed = 0; passed < milliseconds; passed += 11_000) {
		await runDry(worker, signal);
		fixture.clock.advance(11_000);
	}
	await runDry(worker, signal);
}

/** Dies when its envelope is written down and not sent. */
async function dieUnsent(): Promise<void> {
	let dead = () => {};
	const died = new Promise<void>((done) => (dead = done));
	const worker = laneWorker(fixture, 0, (step) => {
		if (step !== 'stored') return;
		dead();
		return new Promise(() => {});
	});
	void runDry(worker);
	await died;
}

test('an empty treasury is waited for, with an alarm, and its orders are served when it is filled', async () => {
	const { chainFixture } = fixture;
	const { treasury, issuer } = chainFixture.deployment.roles;
	const asset = new Asset('USDC', chainFixture.deployment.usdcAsset.issuer);
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [2]);
	const away = { asset, destination: issuer!.address, amount: '999995' };
	await sendClassic(chainFixture.chain, [keyOf(treasury)], [Operation.payment(away)]);
	await tryFor(minute);
	assert.is(await stateOf(one!.no), 'issuing');
	assert.is((await batchOf(event))!.error, 'INSUFFICIENT_USDC');
	assert.match(fixture.logged(), /"level":50[^\n]*INSUFFICIENT_USDC/);
	const back = { asset, destination: treasury.address, amount: '999995' };
	await sendClassic(chainFixture.chain, [keyOf(issuer!)], [Operation.payment(back)]);
	await tryFor(minute);
	assert.is(await stateOf(one!.no), 'issued');
	await assertMoneyBalances(fixture, [event]);
});

test('what the contract refuses for good goes to a person, with seats and USDC kept, and the lane goes on', async () => {
	const event = await announce(fixture);
	const numbers = (await paidOrders(fixture, event, [1, 2])).map(({ no }) => no);
	await freeze(event, true);
	await tryFor(2 * minute);
	assert.equal(await Promise.all(numbers.map(stateOf)), ['review', 'review']);
	assert.is(await batchOf(event), undefined);
	const cases = await fixture.rows('SELECT reason FROM relay.reviews WHERE order_no = ANY($1)', [numbers]);
	assert.equal(
		cases.map((row) => row.reason),
		['BALANCE_FROZEN', 'BALANCE_FROZEN'],
	);
	await freeze(event, false);
	const [later] = await paidOrders(fixture, event, [1]);
	await tryFor(0);
	assert.is(await stateOf(later!.no), 'issued');
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
});

/** USDC's issuer may freeze any balance: the event's own, so that nothing can be paid into it. */
async function freeze(event: string, frozen: boolean): Promise<void> {
	const { chain, deployment } = fixture.chainFixture;
	const issuer = keyOf(deployment.roles.issuer!);
	await submit({
		chain,
		source: issuer.publicKey(),
		operation: contractCall(deployment.usdc, 'set_authorized', [
			nativeToScVal(event, { type: 'address' }),
			nativeToScVal(!frozen),
		]),
		sign: signWith(issuer, chain.passphrase),
	});
}

const closed = new PassaError('SALES_CLOSED', 'Ticket sales are closed.');

test('a closed event may open again for ten minutes; then the money goes back', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [2]);
	const worker = laneWorker(fixture, 0, (step) => (step === 'bound' ? Promise.reject(closed) : undefined));
	await worker.step(new AbortController().signal).catch(() => {});
	await handleBatchError(fixture.settle, (await batchOf(event))!, closed);
	fixture.clock.advance(9 * minute);
	await handleBatchError(fixture.settle, (await batchOf(event))!, closed);
	assert.is(await stateOf(one!.no), 'issuing');
	fixture.clock.advance(minute);
	await handleBatchError(fixture.settle, (await batchOf(event))!, closed);
	assert.is(await stateOf(one!.no), 'refund_due');
	assert.is(await batchOf(event), undefined);
	await assertMoneyBalances(fixture, [event]);
});

test('a batch is not dissolved while its envelope, or an authorisation in it, may still land', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [1]);
	await dieUnsent();
	fixture.clock.advance(11 * minute);
	await handleBatchError(fixture.settle, (await batchOf(event))!, closed);
	assert.is(await stateOf(one!.no), 'issuing', 'the envelope counts');
	await advance(120);
	await handleBatchError(fixture.settle, (await batchOf(event))!, closed);
	assert.is(await stateOf(one!.no), 'issuing', 'the authorisations in it count');
	await advance(1, 100);
	await handleBatchError(fixture.settle, (await batchOf(event))!, closed);
	assert.is(await stateOf(one!.no), 'refund_due');
	await assertMoneyBalances(fixture, [event]);
});

test('what the network refused is not offered again, and replaced only when its time is over by the network’s clock', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [1]);
	await dieUnsent();
	await fixture.db.update(batches).set({ error: 'NETWORK_BUSY' }).where(eq(batches.event, event));
	const { hash } = (await batchOf(event))!;
	fixture.clock.advance(10 * minute);
	await runDry(laneWorker(fixture));
	assert.equal([(await batchOf(event))!.hash, (await batchOf(event))!.state], [hash, 'sent']);
	await advance(120);
	fixture.clock.advance(minute);
	await runDry(laneWorker(fixture));
	assert.is(await stateOf(one!.no), 'issued');
	assert.is.not((await batchOf(event))!.txHash, hash);
	await assertMoneyBalances(fixture, [event]);
});

test('an order whose receipt is gone waits for a person, the others are served', async () => {
	const event = await announce(fixture);
	const made = await paidOrders(fixture, event, [1, 1, 1]);
	await fixture.rows(`UPDATE relay.payments SET receipt_sealed = NULL WHERE order_no = $1`, [made[0]!.no]);
	await fixture.rows(`UPDATE relay.payments SET receipt_sealed = 'not sealed' WHERE order_no = $1`, [
		made[1]!.no,
	]);
	await tryFor(0);
	assert.equal(await Promise.all(made.map(({ no }) => stateOf(no))), ['review', 'review', 'issued']);
	await assertMoneyBalances(fixture, [event]);
});

test('an order that somebody moved while its batch landed opens a case, and blocks no other order', async () => {
	const event = await announce(fixture);
	const made = await paidOrders(fixture, event, [1, 1]);
	const worker = laneWorker(fixture, 0, (step) => {
		if (step === 'landed')
			return fixture
				.rows(`UPDATE relay.orders SET state = 'review' WHERE no = $1`, [made[0]!.no])
				.then(() => {});
	});
	await runDry(worker);
	assert.equal(await Promise.all(made.map(({ no }) => stateOf(no))), ['review', 'issued']);
	const [found] = await fixture.rows('SELECT reason, facts FROM relay.reviews WHERE order_no = $1', [
		made[0]!.no,
	]);
	assert.is(found.reason, 'LANDED_ASTRAY');
	assert.match(found.facts.txHash, /^[0-9a-f]{64}$/);
	const [later] = await paidOrders(fixture, event, [1]);
	await tryFor(0);
	assert.is(await stateOf(later!.no), 'issued');
});

test('a batch that another worker has touched is left to it', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [1]);
	const worker = laneWorker(fixture, 0, (step) => (step === 'bound' ? Promise.reject(closed) : undefined));
	await worker.step(new AbortController().signal).catch(() => {});
	const stale = (await batchOf(event))!;
	await fixture.db.update(batches).set({ attempts: 1 }).where(eq(batches.event, event));
	fixture.clock.advance(11 * minute);
	await handleBatchError(fixture.settle, stale, closed);
	assert.is(await stateOf(one!.no), 'issuing');
	await tryFor(0);
	await lookAround(fixture);
	assert.is(await stateOf(one!.no), 'issued');
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
});

test.run();
