import { type Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { call } from '#shared/chain/rpc.ts';
import { spendableXlm } from '#shared/chain/state/spendable-xlm.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { quote } from '#shared/chain/submit/purchase.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { announce } from '../../test/fixture.ts';
import type { FeeDeps } from '../fee-deps.ts';
import { payFee } from '../pay-fee.ts';
import { forgetFees, recordOutcomes } from '../record-outcomes.ts';
import {
	buyWithout,
	chainFor,
	type FeesFixture,
	openFeesFixture,
	signedPurchase,
	stranger,
	withoutXlm,
} from './fees-fixture.ts';

const test = suite('network fees of wallets without XLM');
let fixture: FeesFixture;
let event: string;

test.before(async () => {
	fixture = await openFeesFixture();
	event = await announce(fixture);
});
test.before.each(async () => void (await fixture.rows('DELETE FROM relay.paid_fees')));
test.after(() => fixture.close());

const rows = () =>
	fixture.rows('SELECT state, call, fee::text, envelope FROM relay.paid_fees ORDER BY created_at');
const xlmOf = async (address: string) => (await spendableXlm(fixture.paying.chain, address))!.spendable;
const one = [{ tier: 0, qty: 1 }];

test('a wallet with USDC and no XLM buys a ticket, and the fee is another account’s', async () => {
	const wallet = await withoutXlm(fixture);
	const { payer } = fixture.paying;
	const [before, paid] = await Promise.all([xlmOf(wallet.publicKey()), xlmOf(payer.publicKey())]);
	const receipt = await buyWithout(fixture.paying, wallet, event);
	assert.is(receipt.tickets.length, 1);
	await recordOutcomes(fixture.paying);
	const [row] = await rows();
	assert.equal([row.state, row.call, row.envelope], ['landed', 'purchase', null]);
	assert.is(await xlmOf(wallet.publicKey()), before);
	assert.is(paid - (await xlmOf(payer.publicKey())), BigInt(row.fee));
	assert.ok(BigInt(row.fee) > 100_000n && BigInt(row.fee) < 1_000_000n, row.fee);
});

test('without it the same wallet is refused before it signs, and one with XLM pays for itself', async () => {
	const [poor, rich] = [await withoutXlm(fixture), await fixture.chainFixture.fan()];
	const none = { ...fixture.paying, fees: { ...fixture.paying.fees, day: 0n } };
	assert.is(await codeOf(buyWithout(none, poor, event)), 'INSUFFICIENT_XLM');
	const quoted = await quote(chainFor(fixture.paying, stranger()), event, rich.publicKey(), one);
	assert.is(quoted.feePaid, false);
	await buyWithout(fixture.paying, rich, event);
	assert.equal(await rows(), []);
});

test('the same call again gets the earlier answer, and is paid once', async () => {
	const envelope = await signedPurchase(fixture, await withoutXlm(fixture), event);
	const [by, other] = [stranger(), stranger()];
	const first = await payFee(fixture.paying, envelope, by);
	const again = await Promise.all([by, other, by].map((asker) => payFee(fixture.paying, envelope, asker)));
	for (const row of again) assert.is(row.hash, first.hash);
	assert.is((await rows()).length, 1);
});

test('what fails in simulation costs nothing and gets the contract’s own words', async () => {
	const wallet = await withoutXlm(fixture, 15);
	const [first, second] = [
		await signedPurchase(fixture, wallet, event),
		await signedPurchase(fixture, wallet, event),
	];
	await payFee(fixture.paying, first, stranger());
	await recordOutcomes(fixture.paying);
	assert.is(await codeOf(payFee(fixture.paying, second, stranger())), 'INSUFFICIENT_USDC');
	assert.is((await rows()).length, 1);
});

test('a process that dies after counting leaves the call to the next, and it lands once', async () => {
	const wallet = await withoutXlm(fixture);
	const envelope = await signedPurchase(fixture, wallet, event);
	const dies: FeeDeps = {
		...fixture.paying,
		between: (step) => {
			if (step === 'counted') throw new Error('killed');
		},
	};
	assert.is(await codeOf(payFee(dies, envelope, stranger())), 'killed');
	assert.is((await rows())[0].state, 'open');
	await recordOutcomes(fixture.paying);
	await recordOutcomes(fixture.paying);
	assert.is((await rows())[0].state, 'landed');
});

/** The wallet's USDC is frozen between simulation and ledger. */
async function failing(wallet: Keypair, by = stranger()): Promise<string> {
	const { chain, deployment, asset } = fixture.chainFixture;
	const flags = (authorized: boolean) =>
		sendClassic(
			chain,
			[keyOf(deployment.roles.issuer!)],
			[Operation.setTrustLineFlags({ trustor: wallet.publicKey(), asset, flags: { authorized } })],
		);
	const freezes: FeeDeps = {
		...fixture.paying,
		between: async (step) => void (step === 'counted' && (await flags(false))),
	};
	const code = await codeOf(buyWithout(freezes, wallet, event, by));
	await flags(true);
	await recordOutcomes(fixture.paying);
	return code;
}

test('a call that fails in its ledger costs and counts: after three, the asker gets no more', async () => {
	const [wallet, by] = [await withoutXlm(fixture), stranger()];
	for (const _ of [1, 2, 3]) assert.is(await failing(wallet, by), 'BALANCE_FROZEN');
	const found = await rows();
	assert.equal(
		found.map(({ state }) => state),
		['failed', 'failed', 'failed'],
	);
	for (const { fee } of found) assert.ok(BigInt(fee) > 1000n, fee);
	assert.is(await codeOf(buyWithout(fixture.paying, await withoutXlm(fixture), event, by)), 'FEES_USED_UP');
	assert.is(await codeOf(buyWithout(fixture.paying, wallet, event)), 'FEES_USED_UP');
	await buyWithout(fixture.paying, await withoutXlm(fixture), event);
});

test('a wallet, a device and an account each get so many calls a day', async () => {
	const paying: FeeDeps = { ...fixture.paying, fees: { ...fixture.paying.fees, calls: 1 } };
	const wallet = await withoutXlm(fixture);
	const by = { ...stranger(), account: 'account 1' };
	await buyWithout(paying, wallet, event, by);
	assert.is(await codeOf(buyWithout(paying, wallet, event)), 'FEES_USED_UP');
	const other = await withoutXlm(fixture);
	assert.is(
		await codeOf(buyWithout(paying, other, event, { ...stranger(), device: by.device })),
		'FEES_USED_UP',
	);
	assert.is(
		await codeOf(buyWithout(paying, other, event, { ...stranger(), account: by.account })),
		'FEES_USED_UP',
	);
	fixture.clock.advance(24 * 3_600_000 + 1000);
	await buyWithout(paying, other, event, by);
});

test('an address gets a quarter of the day, and calls side by side pass no bound', async () => {
	const envelopes: string[] = [];
	for (let i = 0; i < 5; i++) envelopes.push(await signedPurchase(fixture, await withoutXlm(fixture), event));
	const { address } = stranger();
	const paid = async (day: bigint, from: () => string) => {
		await fixture.rows('DELETE FROM relay.paid_fees');
		const paying: FeeDeps = {
			...fixture.paying,
			fees: { ...fixture.paying.fees, day },
			between: () => Promise.reject(new Error('stop')),
		};
		const asked = envelopes.map((each) => codeOf(payFee(paying, each, { ...stranger(), address: from() })));
		return (await Promise.all(asked)).filter((code) => code !== 'FEES_USED_UP').length;
	};
	await paid(200_000_000n, () => stranger().address);
	// Calls simulated at different ledgers differ by some stroops.
	const fees = (await rows()).map(({ fee }) => BigInt(fee));
	assert.is(fees.length, 5);
	const largest = fees.toSorted((a, b) => Number(a - b)).at(-1)!;
	const two = largest * 2n + largest / 2n;
	assert.is(await paid(two, () => stranger().address), 0);
	assert.is(await paid(two * 4n, () => address), 2);
	assert.is(await paid(largest * 4n, () => stranger().address), 4);
});

test('publishing is paid for a signed-in person, twice a day', async () => {
	const { chainFixture, paying } = fixture;
	const wallet = await withoutXlm(fixture);
	const by = { ...stranger(), account: 'organizer' };
	const terms = chainFixture.terms();
	const [own, ...others] = terms.payees;
	const init = { ...terms, payees: [{ ...own!, address: wallet.publicKey() }, ...others] };
	const sign = signWith(wallet, paying.chain.passphrase);
	const made = (nonce: bigint, asker = by) =>
		publish(
			chainFor(paying, asker),
			{ registry: paying.registry, organizer: wallet.publicKey(), nonce, init },
			sign,
		);
	assert.is(await codeOf(made(1n, { ...by, account: null as never })), 'SIGN_IN_NEEDED');
	assert.ok((await made(1n)).event);
	assert.ok((await made(2n)).event);
	assert.is(await codeOf(made(3n)), 'FEES_USED_UP');
	await recordOutcomes(paying);
	for (const { state, call: kind, fee } of await rows()) {
		assert.equal([state, kind], ['landed', 'publish']);
		assert.ok(BigInt(fee) < 7_500_000n, fee);
	}
});

test('a call whose time is over is lost and costs nothing, and old rows go', async () => {
	const envelope = await signedPurchase(fixture, await withoutXlm(fixture), event);
	const dies: FeeDeps = { ...fixture.paying, between: () => Promise.reject(new Error('killed')) };
	await codeOf(payFee(dies, envelope, stranger()));
	await call(fixture.paying.chain.rpcUrl, 'localnet_advance', { seconds: 400 });
	await recordOutcomes(fixture.paying);
	const [row] = await rows();
	assert.equal([row.state, row.fee], ['lost', '0']);
	fixture.clock.advance(8 * 86_400_000);
	await forgetFees(fixture.paying, new Date(fixture.clock.now()));
	assert.equal(await rows(), []);
});

test.run();
