import {
	Account,
	Asset,
	Keypair,
	Operation,
	type Transaction,
	TransactionBuilder,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { call } from '#shared/chain/rpc.ts';
import { spendableXlm } from '#shared/chain/state/spendable-xlm.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { addTrustLine } from '#shared/chain/submit/add-trust-line.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { buildSponsoredLine, readSponsoredLine } from '#shared/chain/submit/sponsored-line.ts';
import { channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import type { Asker } from '../../orders/asker.ts';
import type { FeeDeps } from '../fee-deps.ts';
import { offerLine } from '../offer-line.ts';
import { payLine } from '../pay-line.ts';
import { recordOutcomes } from '../record-outcomes.ts';
import { chainFor, type FeesFixture, openFeesFixture, stranger } from './fees-fixture.ts';

const test = suite('first trust lines of wallets without XLM');
let fixture: FeesFixture;
let paying: FeeDeps;

test.before(async () => {
	fixture = await openFeesFixture();
	paying = fixture.paying;
});
test.before.each(async () => {
	await fixture.rows('DELETE FROM relay.paid_fees');
	await fixture.rows('DELETE FROM relay.line_offers');
});
test.after(() => fixture.close());

let people = 0;
const person = (): Asker => ({ ...stranger(), account: `person ${++people}` });
const rows = () => fixture.rows('SELECT state, call, reserve::text FROM relay.paid_fees ORDER BY created_at');
const holds = (key: Keypair) => holdingOf(paying.chain.rpcUrl, paying.asset, key.publicKey());
const sign = (key: Keypair) => signWith(key, paying.chain.passphrase);
async function open(key: Keypair, by: Asker, deps = paying): Promise<void> {
	await addTrustLine(chainFor(deps, by), paying.asset, key.publicKey(), sign(key));
	// Its account of ours is free again.
	await recordOutcomes(paying);
}
const spendable = async (address: string) => (await spendableXlm(paying.chain, address))!.spendable;

/** An account with its own two reserves, and nothing more. */
async function withAccount(): Promise<Keypair> {
	const key = Keypair.random();
	const rich = await fixture.chainFixture.fan();
	const made = Operation.createAccount({ destination: key.publicKey(), startingBalance: '1' });
	await sendClassic(paying.chain, [rich], [made]);
	return key;
}

test('a wallet that no ledger knows gets an account and a trust line, and no XLM that it could take away', async () => {
	const key = Keypair.random();
	const before = await spendable(paying.payer.publicKey());
	await open(key, person());
	assert.is(await holds(key), 0n);
	assert.is(await spendable(key.publicKey()), 0n);
	await recordOutcomes(paying);
	assert.equal(await rows(), [{ state: 'landed', call: 'line', reserve: '15000000' }]);
	const locked = before - (await spendable(paying.payer.publicKey()));
	assert.ok(locked > 15_000_000n && locked < 15_010_000n, String(locked));
});

test('a wallet that leaves again takes nothing: the reserves go back to their payer', async () => {
	const key = Keypair.random();
	await open(key, person());
	const before = await spendable(paying.payer.publicKey());
	const [code, issuer] = paying.asset.split(':') as [string, string];
	const rich = await fixture.chainFixture.fan();
	const source = key.publicKey();
	await sendClassic(
		paying.chain,
		[rich, key],
		[
			Operation.changeTrust({ asset: new Asset(code, issuer), limit: '0', source }),
			Operation.accountMerge({ destination: rich.publicKey(), source }),
		],
	);
	assert.is((await spendable(paying.payer.publicKey())) - before, 15_000_000n);
});

test('an account without XLM for the reserve gets its line without signing in; one that has it pays itself', async () => {
	const key = await withAccount();
	await open(key, stranger());
	assert.is(await holds(key), 0n);
	await recordOutcomes(paying);
	assert.equal(await rows(), [{ state: 'landed', call: 'line', reserve: '5000000' }]);
	const fan = await fixture.chainFixture.fan();
	assert.is(await codeOf(offerLine(paying, fan.publicKey(), person())), 'XLM_ENOUGH');
	await addTrustLine(chainFor(paying, stranger()), paying.asset, key.publicKey(), () =>
		Promise.reject(new Error('it holds USDC already, and nobody is asked')),
	);
});

test('two addresses that take every account of ours and sign nothing keep nobody else from one', async () => {
	const { relayer } = fixture.chainFixture.deployment.roles;
	const openers = channelKeys(relayer.secret!, 'trust line', 4);
	await openChannels(paying.chain, keyOf(relayer), openers);
	const deps = { ...paying, openers };
	const idle = () => Keypair.random().publicKey();
	const [one, two] = [stranger(), stranger()];
	for (const { address } of [one, two, one, two]) await offerLine(deps, idle(), { ...person(), address });
	const more = { ...person(), address: one.address };
	assert.is(await codeOf(offerLine(deps, idle(), more)), 'FEES_UNAVAILABLE', 'they get no more of them');
	for (const _ of [1, 2]) {
		const key = Keypair.random();
		await open(key, person(), deps);
		assert.is(await holds(key), 0n);
	}
	const [kept] = await fixture.rows('SELECT count(*)::int AS n FROM relay.line_offers');
	assert.ok(kept.n >= 2, 'each of them keeps one');
});

test('a guest gets no account, and without a payer nobody does', async () => {
	assert.is(await codeOf(open(Keypair.random(), stranger())), 'SIGN_IN_NEEDED');
	const none = { ...paying, fees: { ...paying.fees, reserves: 0n } };
	assert.is(await codeOf(open(Keypair.random(), person(), none)), 'FEES_UNAVAILABLE');
	assert.equal(await rows(), []);
});

test('a person opens two a day, an address takes a quarter of the day, and everybody together no more than the day', async () => {
	const by = person();
	for (const _ of [1, 2]) await open(Keypair.random(), by);
	assert.is(await codeOf(open(Keypair.random(), by)), 'RESERVES_USED_UP');
	await fixture.rows('DELETE FROM relay.paid_fees');
	const day = (reserves: bigint) => ({ ...paying, fees: { ...paying.fees, reserves } });
	const { address } = stranger();
	await open(Keypair.random(), { ...person(), address }, day(60_000_000n));
	assert.is(
		await codeOf(open(Keypair.random(), { ...person(), address }, day(60_000_000n))),
		'RESERVES_USED_UP',
	);
	await open(Keypair.random(), person(), day(60_000_000n));
	assert.is(await codeOf(open(Keypair.random(), person(), day(44_000_000n))), 'RESERVES_USED_UP');
	fixture.clock.advance(24 * 3_600_000 + 1000);
	await open(Keypair.random(), person(), day(60_000_000n));
});

test('the same signed line again gets the earlier answer, and locks once', async () => {
	const [key, by] = [Keypair.random(), person()];
	const signed = await sign(key)(await offerLine(paying, key.publicKey(), by));
	const first = await payLine(paying, signed, by);
	for (const row of await Promise.all([1, 2].map(() => payLine(paying, signed, by))))
		assert.is(row.hash, first.hash);
	assert.is((await rows()).length, 1);
});

test('an offer keeps its number for its person, others wait, and it ends', async () => {
	const [one, two, three] = [person(), person(), person()];
	const asked = (by: Asker) => offerLine(paying, Keypair.random().publicKey(), by);
	const sourceOf = async (by: Asker) =>
		(TransactionBuilder.fromXDR(await asked(by), paying.chain.passphrase) as Transaction).source;
	const source = await sourceOf(one);
	assert.is(await sourceOf(one), source);
	assert.is.not(await sourceOf(two), source);
	assert.is(await codeOf(asked(three)), 'FEES_UNAVAILABLE');
	fixture.clock.advance(181_000);
	assert.is(await sourceOf(three), source);
	assert.is(
		await codeOf(asked({ ...person(), address: three.address })),
		'FEES_UNAVAILABLE',
		'half behind one',
	);
});

test('what was not offered, or is another thing, is not signed by us', async () => {
	const [key, by] = [Keypair.random(), person()];
	const { chain, payer, openers, asset } = paying;
	const offered = await offerLine(paying, key.publicKey(), by);
	const { closeTime } = await call(chain.rpcUrl, 'getLatestLedger');
	const other = buildSponsoredLine(
		{
			source: new Account(openers[1]!.publicKey(), '1'),
			...{ wallet: key.publicKey(), sponsor: payer.publicKey(), asset, creates: true },
			maxTime: Number(closeTime) + 100,
		},
		chain.passphrase,
	);
	const signed = (transaction: Transaction) => sign(key)(transaction.toEnvelope().toXdr('base64'));
	assert.is(await codeOf(payLine(paying, await signed(other), by)), 'QUOTE_EXPIRED');
	assert.is(await codeOf(payLine(paying, offered, by)), 'SIGNATURE_WRONG');
	assert.is(await codeOf(payLine(paying, await sign(Keypair.random())(offered), by)), 'SIGNATURE_WRONG');
	const more = TransactionBuilder.cloneFrom(
		TransactionBuilder.fromXDR(offered, chain.passphrase) as Transaction,
	)
		.addOperation(
			Operation.payment({
				destination: key.publicKey(),
				asset: Asset.native(),
				amount: '5',
				source: payer.publicKey(),
			}),
		)
		.build();
	assert.is(await codeOf(payLine(paying, await signed(more), by)), 'NOT_OUR_CALL');
	const funded = TransactionBuilder.cloneFrom(other)
		.clearOperations()
		.addOperation(
			Operation.beginSponsoringFutureReserves({ sponsoredId: key.publicKey(), source: payer.publicKey() }),
		)
		.addOperation(
			Operation.createAccount({
				destination: key.publicKey(),
				startingBalance: '5',
				source: payer.publicKey(),
			}),
		)
		.addOperation(
			Operation.changeTrust({
				asset: new Asset(...(asset.split(':') as [string, string])),
				source: key.publicKey(),
			}),
		)
		.addOperation(Operation.endSponsoringFutureReserves({ source: key.publicKey() }))
		.build();
	assert.is(await codeOf(payLine(paying, await signed(funded), by)), 'NOT_OUR_CALL');
	assert.throws(() => readSponsoredLine(offered, chain.passphrase, `USDC:${key.publicKey()}`));
	assert.equal(await rows(), []);
	await payLine(paying, await sign(key)(offered), by);
});

test.run();
