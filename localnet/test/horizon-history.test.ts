import { Asset, Horizon, Keypair, Memo, Operation, TransactionBuilder } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { horizonAnswer } from './horizon-answer.ts';
import { type Json, NetworkFixture } from './network-fixture.ts';
import { openUsdc, transfer, type Usdc } from './usdc.ts';

type Context = Usdc & { horizon: Horizon.Server };
const test = suite<Context>("what wallets ask Horizon beside accounts, read by the SDK's own client");
test.before(async (context) => {
	Object.assign(context, await openUsdc());
	context.horizon = new Horizon.Server(context.net.localnet.url, { allowHttp: true });
});
test.after(({ net }) => net.close());

test('a transaction that is sent is answered from its ledger, also the second time', async ({
	net,
	horizon,
	holder,
	issuer,
	asset,
}) => {
	const operation = Operation.payment({ destination: issuer.publicKey(), asset, amount: '1' });
	const tx = await net.signed([holder], [operation], { memo: Memo.text('for you') });
	const sent = (await horizon.submitTransaction(tx)) as Json;
	assert.equal([sent.successful, sent.hash], [true, Buffer.from(tx.hash()).toString('hex')]);
	assert.equal(
		[sent.memo_type, sent.memo, sent.fee_charged, sent.operation_count],
		['text', 'for you', '100', 1],
	);
	assert.is((await horizon.submitTransaction(tx)).ledger, sent.ledger);
	const record = await horizon.transactions().transaction(sent.hash).call();
	assert.equal([record.source_account, record.max_fee], [holder.publicKey(), '100']);
	const [only] = (await record.operations()).records;
	assert.is(only!.type, 'payment');
});

test('a transaction that is refused, or fails, has Horizon’s result codes', async ({
	net,
	horizon,
	holder,
	asset,
}) => {
	const codes = async (tx: Json) =>
		(await horizon.submitTransaction(tx, { skipMemoRequiredCheck: true }).catch((e) => e)).response.data
			.extras.result_codes;
	const nobody = Keypair.random().publicKey();
	const late = await net.signed([holder], [Operation.bumpSequence({ bumpTo: '0' })], { sequence: '0' });
	const unsigned = await net.build(holder, [Operation.bumpSequence({ bumpTo: '0' })]);
	assert.equal(await codes(unsigned), { transaction: 'tx_bad_auth' });
	await net.land(late);
	assert.equal(
		await codes(await net.signed([holder], [Operation.payment({ destination: nobody, asset, amount: '1' })])),
		{
			transaction: 'tx_failed',
			operations: ['op_no_destination'],
		},
	);
	const poor = Operation.createAccount({ destination: nobody, startingBalance: '0.1' });
	assert.equal((await codes(await net.signed([holder], [poor]))).operations, ['op_low_reserve']);
	const malformed = await fetch(`${net.localnet.url}/transactions`, {
		method: 'POST',
		body: new URLSearchParams({ tx: 'AAAA' }),
	});
	assert.match((await malformed.json()).type, /transaction_malformed$/);
});

test('an asynchronous sending gets the answer of the queue', async ({ net, horizon, holder }) => {
	const tx = await net.signed([holder], [Operation.bumpSequence({ bumpTo: '0' })]);
	await net.call('localnet_pause');
	const sent = await horizon.submitAsyncTransaction(tx);
	assert.is(sent.tx_status, 'PENDING');
	const again = await horizon.submitAsyncTransaction(tx).catch((e) => e);
	assert.equal([again.response.status, again.response.data.tx_status], [409, 'DUPLICATE']);
	await net.call('localnet_resume');
	await net.server.pollTransaction(sent.hash, { attempts: 200, sleepStrategy: () => 10 });
	const late = await horizon.submitAsyncTransaction(tx).catch((e) => e);
	assert.equal([late.response.status, late.response.data.tx_status], [400, 'ERROR']);
});

test('the history of an account has each operation that it took part in, by pages and both ways', async (c) => {
	const { net, horizon, sac, issuer, asset } = c;
	const [key, giver] = [await net.funded(), await net.funded()];
	const self = key.publicKey();
	await net.apply([key], [Operation.changeTrust({ asset }), Operation.manageData({ name: 'n', value: 'v' })]);
	await net.apply([issuer], [Operation.payment({ destination: self, asset, amount: '3' })]);
	await net.invoke(key, transfer(sac, self, issuer.publicKey(), 10_000_000n));
	await net.apply(
		[giver],
		[Operation.payment({ destination: self, asset: Asset.native(), amount: '2', source: giver.publicKey() })],
	);
	await net.failure([key], [Operation.payment({ destination: self, asset, amount: '1000' })]);
	const all = await horizon.operations().forAccount(self).call();
	const types = all.records.map((r) => r.type as string);
	assert.equal(types, [
		'create_account',
		'change_trust',
		'manage_data',
		'payment',
		'invoke_host_function',
		'payment',
	]);
	const back: string[] = [];
	let page = await horizon
		.operations()
		.forAccount(self)
		.order('desc')
		.limit(4)
		.includeFailed(true)
		.join('transactions')
		.call();
	assert.is((page.records[0] as Json).transaction_successful, false, 'the newest, which failed');
	assert.is((page.records[0] as Json).transaction_attr.hash, page.records[0]!.transaction_hash);
	while (page.records.length > 0) {
		back.push(...page.records.map((r) => r.type as string));
		page = await page.next();
	}
	assert.equal(back, [...types, 'payment'].reverse());
	const [, trust, , paid, called] = all.records as Json[];
	assert.equal([trust.trustor, trust.trustee, trust.asset_code], [self, issuer.publicKey(), 'USDC']);
	assert.equal([paid.from, paid.to, paid.amount], [issuer.publicKey(), self, '3.0000000']);
	assert.equal(called.asset_balance_changes, [
		{
			asset_type: 'credit_alphanum4',
			asset_code: 'USDC',
			asset_issuer: issuer.publicKey(),
			type: 'burn',
			from: self,
			amount: '1.0000000',
		},
	]);
	assert.is(called.parameters[1].type, 'Symbol');
	const payments = await horizon.payments().forAccount(self).call();
	assert.equal(
		payments.records.map((r) => r.type as string),
		['create_account', 'payment', 'invoke_host_function', 'payment'],
	);
	const first = await horizon.transactions().forAccount(self).limit(2).call();
	const rest = await first.next();
	const hashes = [...first.records, ...rest.records].map((r) => r.hash);
	assert.is(new Set(hashes).size, 4);
	assert.ok(first.records.every((r) => r.successful));
});

test('a revert also reverts an account’s history', async () => {
	const net = await NetworkFixture.start();
	const key = await net.funded();
	const { snapshot } = await net.result('localnet_snapshot');
	await net.apply([key], [Operation.bumpSequence({ bumpTo: '0' })]);
	const count = async () =>
		(await horizonAnswer(net, `/accounts/${key.publicKey()}/operations`)).body._embedded.records.length;
	assert.is(await count(), 2);
	await net.result('localnet_revert', { snapshot });
	assert.is(await count(), 1);
	await net.close();
});

test('assets with their holders, fees, and the root', async ({ net, horizon, issuer, sac }) => {
	const { records } = await horizon.assets().forCode('USDC').forIssuer(issuer.publicKey()).call();
	const [usdc] = records as Json[];
	assert.is(records.length, 1);
	assert.equal([usdc.asset_code, usdc.contract_id, usdc.flags.auth_revocable], ['USDC', sac, false]);
	assert.ok(usdc.accounts.authorized >= 2 && usdc.accounts.unauthorized === 0);
	assert.is((await horizon.assets().forCode('NONE').call()).records.length, 0);
	assert.is(await horizon.fetchBaseFee(), 100);
	assert.is((await horizon.feeStats()).max_fee.p99, '100');
	const root = await horizon.root();
	assert.is(root.network_passphrase, net.localnet.passphrase);
	assert.ok(root.history_latest_ledger > 1);
});

test('a fee-bump is one transaction with its inner one', async ({ net, horizon, holder, issuer }) => {
	const inner = await net.signed([holder], [Operation.bumpSequence({ bumpTo: '0' })]);
	const bump = TransactionBuilder.buildFeeBumpTransaction(issuer, '400', inner, net.localnet.passphrase);
	bump.sign(issuer);
	const sent = (await horizon.submitTransaction(bump)) as Json;
	assert.equal([sent.fee_account, sent.source_account], [issuer.publicKey(), holder.publicKey()]);
	assert.is(sent.inner_transaction.hash, Buffer.from(inner.hash()).toString('hex'));
});

test.run();
