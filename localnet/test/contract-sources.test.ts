import {
	Asset,
	Contract,
	Keypair,
	Operation,
	SorobanDataBuilder,
	type Transaction,
	TransactionBuilder,
	xdr,
} from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fan, foreignTypes, openWithChannel, type WithChannel } from './foreign-source.ts';
import { numbersOf } from './network-fixture.ts';
import { transfer } from './usdc.ts';

const test = suite<WithChannel>("a contract call acts for its own source, not for its transaction's");
test.before(async (context) => {
	Object.assign(context, await openWithChannel());
});
test.after(({ net }) => net.close());

const foreign = (operation: xdr.Operation, source: Keypair): xdr.Operation =>
	xdr.Operation.fromXdrObject({
		...operation.toXdrObject(),
		sourceAccount: { type: 0, ed25519: source.rawPublicKey() },
	});

test('a contract call with a foreign source passes on the ledger as in simulation', async (c) => {
	const { net, channel, sac, issuer, asset } = c;
	const key = await fan(c);
	const call = foreign(transfer(sac, key.publicKey(), issuer.publicKey(), 70_000_000n), key);
	const prepared = await net.server.prepareTransaction(await net.build(channel, [call]));
	prepared.sign(channel);
	assert.is(await net.refusal(prepared), 'txFailed', 'the source has not signed');
	prepared.sign(key);
	assert.is((await net.land(prepared)).status, 'SUCCESS');
	assert.is((await net.server.getTrustline(key.publicKey(), asset)).balance, 930_000_000n);
});

test('a contract call does not act for the account of its transaction, in simulation nor on the ledger', async (c) => {
	const { net, channel, sac, issuer } = c;
	const key = await fan(c);
	const call = transfer(sac, key.publicKey(), issuer.publicKey(), 1n);
	const own = await net.server.prepareTransaction(await net.build(key, [call]));
	const { operations, ext } = wireOf(own);
	const authorised = xdr.Operation.fromXdrObject(operations[0]);
	// The holder's own transaction, but the operation is the channel's: the holder's money must stay.
	const stolen = await net.build(key, [foreign(authorised, channel)], { fee: own.fee });
	assert.ok('error' in (await net.server.simulateTransaction(stolen)));
	const data = xdr.SorobanTransactionData.fromXdrObject(ext.sorobanData);
	const sent = TransactionBuilder.cloneFrom(stolen).setSorobanData(data).build();
	for (const signer of [key, channel]) sent.sign(signer);
	assert.is((await net.land(sent)).status, 'FAILED');
});

// biome-ignore lint/suspicious/noExplicitAny: the wire form of a transaction, of which tests read a few fields
const wireOf = (tx: Transaction): any => (tx.toEnvelope().toXdrObject() as { v1: { tx: unknown } }).v1.tx;

test('a contract is deployed, and its life extended, for the operation’s source', async (c) => {
	const { net, channel } = c;
	const key = await fan(c);
	const asset = new Asset('NEW', key.publicKey());
	const contractId = asset.contractId(net.localnet.passphrase);
	const deploy = foreign(Operation.createStellarAssetContract({ asset }), key);
	const prepared = await net.server.prepareTransaction(await net.build(channel, [deploy]));
	for (const signer of [channel, key]) prepared.sign(signer);
	assert.is((await net.land(prepared)).status, 'SUCCESS');
	const instance = new Contract(contractId).getFootprint();
	const lives = async () => (await net.server.getLedgerEntries(instance)).entries[0]!.liveUntilLedgerSeq!;
	const before = await lives();
	const longer = Operation.extendFootprintTtl({ extendTo: 3_000_000, source: key.publicKey() });
	const read = new SorobanDataBuilder().setReadOnly([instance]);
	const extended = await prepareLife(c, longer, read);
	for (const signer of [channel, key]) extended.sign(signer);
	assert.is((await net.land(extended)).status, 'SUCCESS');
	assert.ok((await lives()) > before);
});

/** `operation` in the channel's transaction, with its footprint; nobody has signed. */
async function prepareLife(
	{ net, channel }: WithChannel,
	operation: xdr.Operation,
	footprint: SorobanDataBuilder,
): Promise<Transaction> {
	const draft = await net.build(channel, [operation]);
	return net.server.prepareTransaction(
		TransactionBuilder.cloneFrom(draft).setSorobanData(footprint.build()).build(),
	);
}

test('a contract call whose source does not exist fails with opNoAccount', async (c) => {
	const { net, channel, sac, issuer } = c;
	const [ghost, key] = [Keypair.random(), await fan(c)];
	const call = foreign(transfer(sac, key.publicKey(), issuer.publicKey(), 1n), ghost);
	const draft = await net.build(channel, [call], { fee: '5000000' });
	const template = await net.server.prepareTransaction(
		await net.build(key, [transfer(sac, key.publicKey(), issuer.publicKey(), 1n)]),
	);
	const data = xdr.SorobanTransactionData.fromXdrObject(wireOf(template).ext.sorobanData);
	const sent = TransactionBuilder.cloneFrom(draft).setSorobanData(data).build();
	for (const signer of [channel, ghost]) sent.sign(signer);
	const landed = await net.land(sent);
	assert.is(landed.status, 'FAILED');
	const { results } = (landed as { resultXdr: { result: unknown } }).resultXdr.result as {
		results: { type: string }[];
	};
	assert.equal(
		results.map((r) => r.type),
		['opNoAccount'],
	);
});

test('an archived entry is restored for the operation’s source, and needs its signature', async (c) => {
	const { net, channel, sac } = c;
	const key = await net.funded();
	const before = (await numbersOf(net, key)).balance;
	const instance = new Contract(sac).getFootprint();
	await net.result('localnet_advance', { ledgers: 4_000_000 });
	const restore = Operation.restoreFootprint({ source: key.publicKey() });
	const restored = await prepareLife(c, restore, new SorobanDataBuilder().setReadWrite([instance]));
	restored.sign(channel);
	assert.is(await net.refusal(restored), 'txFailed', 'the source has not signed');
	restored.sign(key);
	assert.is((await net.land(restored)).status, 'SUCCESS');
	const [entry] = (await net.server.getLedgerEntries(instance)).entries;
	assert.ok(entry!.liveUntilLedgerSeq! > (await net.server.getLatestLedger()).sequence);
	assert.is((await numbersOf(net, key)).balance, before, 'the transaction’s source pays the rent');
});

test('each kind of contract operation is tried above', async ({ net }) => {
	const kinds = ['extendFootprintTtl', 'invokeHostFunction', 'restoreFootprint'];
	assert.equal([...(await foreignTypes(net))].filter((type) => kinds.includes(type)).sort(), kinds);
});

test.run();
