import { Asset, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { exits } from '../../review/exits.ts';
import { openForPerson } from '../../review/open-for-person.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import { decideAsShown } from '../../test/decide-as-shown.ts';
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

const test = suite('a person takes an order out of its batch');
const minute = 60_000;
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

const stateOf = async (no: bigint) => (await orderOf(fixture, no)).state;

/** Sends the treasury's USDC away, and back. */
async function treasuryGives(amount: string, back: boolean): Promise<void> {
	const { chain, deployment } = fixture.chainFixture;
	const { treasury, issuer } = deployment.roles;
	const asset = new Asset('USDC', deployment.usdcAsset.issuer);
	const [from, to] = back ? [issuer!, treasury] : [treasury, issuer!];
	await sendClassic(chain, [keyOf(from)], [Operation.payment({ asset, destination: to.address, amount })]);
}

/** Support opens a case by the order's reference, and decides as `exits` says for a batch in this state. */
async function withdraw(reference: string, state: keyof typeof exits.batch): Promise<void> {
	const asked = { reference, note: 'the buyer waits for hours', by: 'ann' };
	const { id } = await openForPerson(fixture.settle, asked);
	await decideAsShown(fixture.settle, id, {
		decision: exits.batch[state],
		note: 'give it back',
		by: 'ann',
	});
}

/** Dies at a step of its first batch. */
async function dieAt(step: string): Promise<void> {
	await new Promise<void>((died) => {
		const worker = laneWorker(fixture, 0, (passed) => {
			if (passed !== step) return;
			died();
			return new Promise(() => {});
		});
		void runDry(worker);
	});
}

const openOf = (event: string) =>
	fixture.rows(`SELECT state, error FROM relay.batches WHERE event = $1 AND state IN ('bound', 'sent')`, [
		event,
	]);

test('issuing while the treasury is short: its money goes back, and the others of its batch are bound again', async () => {
	const event = await announce(fixture);
	const [one, other] = await paidOrders(fixture, event, [2, 1]);
	await treasuryGives('999995', false);
	const worker = laneWorker(fixture);
	await runDry(worker);
	assert.equal(await Promise.all([stateOf(one!.no), stateOf(other!.no)]), ['issuing', 'issuing']);
	assert.equal(await openOf(event), [{ state: 'bound', error: 'INSUFFICIENT_USDC' }]);
	await withdraw(one!.reference, 'bound');
	assert.is(await stateOf(one!.no), 'issuing', 'its batch’s worker ends it');
	fixture.clock.advance(minute);
	await worker.step(new AbortController().signal);
	assert.is(await stateOf(one!.no), 'refund_due');
	await treasuryGives('999995', true);
	await lookAround(fixture);
	fixture.clock.advance(minute);
	await runDry(worker);
	assert.is(await stateOf(other!.no), 'issued');
	assert.equal(await fixture.rows('SELECT * FROM relay.withdrawals'), []);
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
});

test('a batch that may still land is not dissolved; when it can no longer land, it is', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [1]);
	await dieAt('stored');
	assert.equal(await openOf(event), [{ state: 'sent', error: null }]);
	await withdraw(one!.reference, 'sent');
	const worker = laneWorker(fixture);
	await runDry(worker);
	assert.is(await stateOf(one!.no), 'issuing', 'its envelope may be on its way');
	const { network } = fixture.chainFixture.localnet;
	network.advance(120);
	for (let i = 0; i < 101; i++) network.close();
	fixture.clock.advance(2 * minute);
	await runDry(worker);
	assert.is(await stateOf(one!.no), 'refund_due');
	await assertMoneyBalances(fixture, [event]);
});

test('one that landed before stays issued, and a case says so', async () => {
	const event = await announce(fixture);
	const [one] = await paidOrders(fixture, event, [1]);
	await dieAt('landed');
	await withdraw(one!.reference, 'sent');
	await runDry(laneWorker(fixture));
	assert.is(await stateOf(one!.no), 'issued');
	const open = await fixture.rows(
		'SELECT reason FROM relay.reviews WHERE order_no = $1 AND decided_at IS NULL',
		[one!.no],
	);
	assert.equal(open, [{ reason: 'LANDED_ANYWAY' }]);
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
});

test.run();
