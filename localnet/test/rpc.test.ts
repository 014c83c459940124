import { Account, Asset, Keypair, Operation, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NetworkFixture } from './network-fixture.ts';

const test = suite<{ net: NetworkFixture }>('the RPC methods and their traps, as the public RPC has them');
test.before(async (context) => {
	context.net = await NetworkFixture.start();
	await context.net.funded();
});
test.after(({ net }) => net.close());

const toid = (ledger: number) => BigInt(ledger) << 32n;

test('health, network, version, newest ledger and fee statistics answer through the SDK', async ({ net }) => {
	const { server } = net;
	assert.is((await server.getHealth()).status, 'healthy');
	const network = await server.getNetwork();
	assert.is(network.passphrase, 'Standalone Network ; February 2017');
	assert.is(network.friendbotUrl, `${net.localnet.url}/friendbot`);
	assert.equal(network.protocolVersion, (await server.getVersionInfo()).protocolVersion);
	const stats = await net.result('getFeeStats');
	assert.type(stats.sorobanInclusionFee.p90, 'string');
	assert.type(stats.sorobanInclusionFee.ledgerCount, 'number');
	const latest = await server.getLatestLedger();
	assert.is(latest.sequence, (await server.getHealth()).latestLedger);
});

test('metrics show the ledger in Prometheus text', async ({ net }) => {
	const text = await (await fetch(`${net.localnet.url}/metrics`)).text();
	assert.ok(Number(/^localnet_ledger (\d+)$/m.exec(text)?.[1]) > 1);
});

test('unknown methods, wrong parameters and broken JSON have the codes of JSON-RPC', async ({ net }) => {
	assert.is((await net.call('getNothing')).error?.code, -32601);
	assert.is((await net.call('getTransaction', ['positional'])).error?.code, -32602);
	assert.is((await net.call('getTransaction', { hash: 'ab' })).error?.code, -32602);
	assert.is((await net.call('sendTransaction', { transaction: 'AAAA' })).error?.code, -32602);
	const post = async (body: string) => {
		const response = await fetch(net.localnet.url, { method: 'POST', body });
		return { status: response.status, answer: await response.json().catch(() => null) };
	};
	assert.is((await post('{')).answer.error.code, -32700);
	assert.is((await post('null')).answer.error.code, -32600);
	assert.is((await post(' '.repeat(512 * 1024 + 1))).status, 413);
});

test('a page or a cursor past the newest ledger is an error that names the range', async ({ net }) => {
	const between =
		/^start ledger \(1000000\) must be between the oldest ledger: \d+ and the latest ledger: \d+ for this rpc instance$/;
	for (const [method, words] of [
		['getEvents', /^startLedger must be within the ledger range: \d+ - \d+$/],
		['getTransactions', between],
		['getLedgers', between],
	] as const) {
		const { error } = await net.call(method, { startLedger: 1_000_000 });
		assert.is(error?.code, -32600, method);
		assert.match(error!.message, words);
	}
	const { latestLedger } = await net.result('getHealth');
	const cursor = `${(toid(latestLedger + 5000) - 1n).toString().padStart(19, '0')}-4294967295`;
	const { error } = await net.call('getEvents', { pagination: { cursor } });
	assert.is(error?.code, -32600, 'a cursor from a network that was reset');
});

test('limits are enforced', async ({ net }) => {
	const limit = async (method: string, n: number) =>
		(await net.call(method, { startLedger: 1, pagination: { limit: n } })).error?.code;
	assert.is(await limit('getEvents', 10_001), -32602);
	assert.is(await limit('getEvents', 10_000), undefined);
	assert.is(await limit('getTransactions', 201), -32600);
	assert.is(await limit('getLedgers', 201), -32600);
	assert.is(await limit('getLedgers', 0), undefined, '0 means the default');
	const keys = Array.from({ length: 201 }, () => 'AAAA');
	assert.is((await net.call('getLedgerEntries', { keys })).error?.code, -32602);
});

test('getTransactions: caught up, the cursor goes back and the last ledger comes again', async ({ net }) => {
	await net.call('localnet_pause');
	await net.funded();
	const first = await net.result('getTransactions', { startLedger: 1 });
	const last = first.transactions.at(-1);
	assert.type(last.createdAt, 'number');
	assert.type(first.latestLedgerCloseTimestamp, 'number');
	assert.is(first.cursor, (toid(last.ledger) + (BigInt(last.applicationOrder) << 12n) + 1n).toString());
	const empty = await net.result('getTransactions', { pagination: { cursor: first.cursor } });
	assert.equal(empty.transactions, []);
	assert.ok(BigInt(empty.cursor) < BigInt(first.cursor), 'the cursor has gone back');
	const again = await net.result('getTransactions', { pagination: { cursor: empty.cursor } });
	assert.is(again.transactions.at(-1).txHash, last.txHash);
	await net.call('localnet_resume');
});

test('getLedgers: caught up, the next page is an error', async ({ net }) => {
	await net.call('localnet_pause');
	const { sequence } = await net.server.getLatestLedger();
	const page = await net.result('getLedgers', { startLedger: sequence });
	assert.is(page.cursor, String(sequence));
	assert.type(page.latestLedgerCloseTime, 'number');
	assert.type(page.ledgers[0].ledgerCloseTime, 'string');
	const { error } = await net.call('getLedgers', { pagination: { cursor: page.cursor } });
	assert.is(error?.code, -32602);
	await net.call('localnet_resume');
});

test('getEvents: caught up, the cursor stands at the end of the newest ledger', async ({ net }) => {
	await net.call('localnet_pause');
	const { sequence } = await net.server.getLatestLedger();
	const end = `${(toid(sequence + 1) - 1n).toString().padStart(19, '0')}-4294967295`;
	const page = await net.result('getEvents', { startLedger: 1 });
	assert.is(page.cursor, end);
	const empty = await net.result('getEvents', { pagination: { cursor: page.cursor } });
	assert.equal([empty.events, empty.cursor], [[], end]);
	await net.call('localnet_resume');
});

test('getEvents: an end before the start is accepted and turns the cursor back', async ({ net }) => {
	await net.result('localnet_close', { count: 5 });
	const page = await net.result('getEvents', { startLedger: 5, endLedger: 3 });
	assert.equal(page.events, []);
	assert.ok(BigInt(page.cursor.split('-')[0]) < toid(5));
	const both = { startLedger: 5, pagination: { cursor: page.cursor } };
	assert.is((await net.call('getEvents', both)).error?.code, -32602);
});

test('getEvents scans at most 10 000 ledgers a call, and an empty page is not the end', async () => {
	const net = await NetworkFixture.start();
	await net.call('localnet_pause');
	await net.result('localnet_close', { count: 10_500 });
	const key = await net.funded();
	const page = await net.result('getEvents', { startLedger: 1 });
	assert.equal(page.events, []);
	assert.is(BigInt(page.cursor.split('-')[0]) >> 32n, 10_000n);
	const next = await net.result('getEvents', { pagination: { cursor: page.cursor } });
	assert.ok(next.events.length > 0, key.publicKey());
	await net.close();
});

test('getTransaction: unknown is NOT_FOUND with empty fields, known has strings for times', async ({
	net,
}) => {
	const unknown = await net.result('getTransaction', { hash: '00'.repeat(32) });
	assert.is(unknown.status, 'NOT_FOUND');
	assert.equal(
		[unknown.applicationOrder, unknown.feeBump, unknown.events, unknown.ledger, unknown.createdAt],
		[0, false, {}, 0, '0'],
	);
	const { transactions } = await net.result('getTransactions', { startLedger: 1 });
	const known = await net.result('getTransaction', { hash: transactions[0].txHash });
	assert.is(known.status, 'SUCCESS');
	assert.type(known.createdAt, 'string');
	assert.type(known.latestLedgerCloseTime, 'string');
});

test('getLedgerEntries keeps the order asked for, leaves out what is not there, refuses TTL keys', async ({
	net,
}) => {
	const [a, b, missing] = [await net.funded(), await net.funded(), Keypair.random()];
	const keyOf = (k: Keypair) =>
		xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: k.xdrPublicKey() })).toXdr('base64');
	const keys = [keyOf(b), keyOf(missing), keyOf(a)];
	const { entries } = await net.result('getLedgerEntries', { keys });
	assert.equal(
		entries.map((e: { key: string }) => e.key),
		[keys[0], keys[2]],
	);
	assert.is(entries[0].extXdr, 'AAAAAA==');
	assert.not('liveUntilLedgerSeq' in entries[0]);
	const ttl = xdr.LedgerKey.ttl(new xdr.LedgerKeyTtl({ keyHash: new Uint8Array(32) })).toXdr('base64');
	assert.is((await net.call('getLedgerEntries', { keys: [ttl] })).error?.code, -32602);
});

test("the network's settings are ledger entries like any other", async ({ net }) => {
	const key = xdr.LedgerKey.configSetting(
		new xdr.LedgerKeyConfigSetting({
			configSettingId: xdr.ConfigSettingId.fromXdrObject(10) as never,
		}),
	);
	const { entries } = await net.server.getLedgerEntries(key);
	assert.is(entries.length, 1);
	const { configSetting } = entries[0]!.val as unknown as { configSetting: { type: string } };
	assert.is(configSetting.type, 'configSettingStateArchival');
});

test('simulation refuses in its answer, not with an RPC error', async ({ net }) => {
	const key = await net.funded();
	const pay = Operation.payment({ destination: key.publicKey(), asset: Asset.native(), amount: '1' });
	const tx = await net.build(key, [pay]);
	const { error, latestLedger } = await net.result('simulateTransaction', { transaction: tx.toXDR() });
	assert.match(error, /unsupported operation/);
	assert.type(latestLedger, 'number');
	const two = await net.build(key, [pay, pay]);
	assert.match(
		(await net.result('simulateTransaction', { transaction: two.toXDR() })).error,
		/more than one operation/,
	);
});

test('headers chain by hash, and close times rise by a second even when closing is faster', async ({
	net,
}) => {
	await net.result('localnet_close', { count: 5 });
	const { ledgers } = await net.result('getLedgers', { startLedger: 1 });
	for (const [i, ledger] of ledgers.slice(1).entries()) {
		const entry = xdr.LedgerHeaderHistoryEntry.fromXdr(ledger.headerXdr, 'base64');
		const before = ledgers[i];
		assert.is(entry.header.previousLedgerHash.toXdr('hex'), before.hash);
		assert.ok(Number(ledger.ledgerCloseTime) >= Number(before.ledgerCloseTime) + 1);
	}
});

test('friendbot: by GET and POST, once per account, and only for accounts', async ({ net }) => {
	const bot = `${net.localnet.url}/friendbot`;
	const key = Keypair.random().publicKey();
	const made = await (await fetch(bot, { method: 'POST', body: new URLSearchParams({ addr: key }) })).json();
	assert.is(made.successful, true);
	const { status } = await net.server.getTransaction(made.hash);
	assert.is(status, 'SUCCESS', 'visible at once');
	const again = await fetch(`${bot}?addr=${key}`);
	assert.is(again.status, 400);
	assert.is((await again.json()).detail, 'account already funded to starting balance');
	const wrong = await fetch(`${bot}?addr=nobody`);
	assert.equal([wrong.status, (await wrong.json()).extras.invalid_field], [400, 'addr']);
});

test('injected faults: error, short page, busy, dropped connection', async ({ net }) => {
	await net.result('localnet_fault', { kind: 'error', method: 'getHealth' });
	assert.is((await net.call('getHealth')).error?.code, -32603);
	assert.is((await net.call('getHealth')).error, undefined, 'only once');
	await net.result('localnet_fault', { kind: 'short', method: 'getLedgers' });
	assert.is((await net.result('getLedgers', { startLedger: 1 })).ledgers.length, 1);
	await net.result('localnet_fault', { kind: 'drop', method: 'getHealth' });
	const dropped = await net.call('getHealth').catch(() => 'dropped');
	assert.is(dropped, 'dropped');
	await net.result('localnet_fault', { kind: 'busy', method: 'sendTransaction' });
	const key = Keypair.random();
	const tx = new TransactionBuilder(new Account(key.publicKey(), '1'), {
		fee: '100',
		networkPassphrase: net.localnet.passphrase,
	})
		.addOperation(Operation.bumpSequence({ bumpTo: '5' }))
		.setTimeout(0)
		.build();
	assert.is((await net.server.sendTransaction(tx)).status, 'TRY_AGAIN_LATER');
});

test.run();
