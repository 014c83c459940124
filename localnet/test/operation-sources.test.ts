import {
	Asset,
	Claimant,
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
import { openUsdc, transfer, type Usdc } from './usdc.ts';

/** `channel` sends and pays for what `holder` signs, as channel accounts and sponsored purchases do. */
type Context = Usdc & { channel: Keypair };
const test = suite<Context>("an operation acts for its own source, not for its transaction's");
test.before(async (context) => {
	Object.assign(context, await openUsdc());
	context.channel = await context.net.funded();
});
test.after(({ net }) => net.close());

type Made = { operation: (source: string) => xdr.Operation; shows: (source: string) => Promise<boolean> };

/** Each classic operation with what shows on the ledger whom it acted for. */
function classic({ net, issuer, asset }: Context, target: string): Record<string, Made> {
	const account = (of: string) => net.server.getAccountEntry(of);
	const lineOf = async (of: string, wanted: Asset) =>
		(await net.server.getTrustline(of, wanted).catch(() => null)) !== null;
	const made = Keypair.random().publicKey();
	const other = new Asset('OTHER', issuer.publicKey());
	const subentries = (n: number) => async (source: string) => (await account(source)).numSubEntries === n;
	return {
		createAccount: {
			operation: (source) => Operation.createAccount({ destination: made, startingBalance: '5', source }),
			shows: async (source) =>
				(await account(made)) !== null && (await account(source)).balance < 99_950_000_000n,
		},
		payment: {
			operation: (source) => Operation.payment({ destination: target, asset, amount: '1', source }),
			shows: async (source) => (await net.server.getTrustline(source, asset)).balance < 1_000_000_000n,
		},
		changeTrust: {
			operation: (source) => Operation.changeTrust({ asset: other, source }),
			shows: (source) => lineOf(source, other),
		},
		manageData: {
			operation: (source) => Operation.manageData({ name: 'n', value: 'v', source }),
			shows: subentries(3),
		},
		setOptions: {
			operation: (source) => Operation.setOptions({ homeDomain: 'a.example', source }),
			shows: async (source) => (await account(source)).homeDomain.toString() === 'a.example',
		},
		bumpSequence: {
			operation: (source) => Operation.bumpSequence({ bumpTo: '9000000000000000', source }),
			shows: async (source) => (await account(source)).seqNum === 9_000_000_000_000_000n,
		},
		createClaimableBalance: {
			operation: (source) =>
				Operation.createClaimableBalance({ asset, amount: '1', claimants: [new Claimant(target)], source }),
			shows: async (source) => (await net.server.getTrustline(source, asset)).balance < 990_000_000n,
		},
	};
}

async function fan({ net, issuer, asset }: Context): Promise<Keypair> {
	const key = await net.funded();
	await net.apply([key], [Operation.changeTrust({ asset })]);
	await net.apply([issuer], [Operation.payment({ destination: key.publicKey(), asset, amount: '100' })]);
	return key;
}

test('classic operations of a foreign source change that account and need its signature', async (c) => {
	const { net, channel, issuer } = c;
	const key = await fan(c);
	const channelBefore = await net.server.getAccountEntry(channel.publicKey());
	for (const [name, { operation, shows }] of Object.entries(classic(c, issuer.publicKey()))) {
		const made = operation(key.publicKey());
		assert.is(
			await net.refusal(await net.signed([channel], [made])),
			'txFailed',
			`${name} without its signature`,
		);
		await net.apply([channel, key], [made]);
		assert.ok(await shows(key.publicKey()), name);
	}
	const channelAfter = await net.server.getAccountEntry(channel.publicKey());
	assert.equal(
		[channelAfter.numSubEntries, channelAfter.homeDomain.toString()],
		[channelBefore.numSubEntries, channelBefore.homeDomain.toString()],
	);
});

test('the issuer freezes, claws back and merges by another account’s transaction', async (c) => {
	const { net, channel } = c;
	const [maker, key, heir] = [await net.funded(), await net.funded(), await net.funded()];
	const source = maker.publicKey();
	const asset = new Asset('BACK', source);
	await net.apply([channel, maker], [Operation.setOptions({ setFlags: 10 as never, source })]);
	await net.apply([channel, key], [Operation.changeTrust({ asset, source: key.publicKey() })]);
	await net.apply(
		[channel, maker],
		[Operation.payment({ destination: key.publicKey(), asset, amount: '9', source })],
	);
	await net.apply(
		[channel, maker],
		[Operation.clawback({ asset, from: key.publicKey(), amount: '4', source })],
	);
	const freeze = Operation.setTrustLineFlags({
		trustor: key.publicKey(),
		asset,
		flags: { authorized: false },
		source,
	});
	await net.apply([channel, maker], [freeze]);
	const line = await net.server.getTrustline(key.publicKey(), asset);
	assert.equal([line.balance, line.flags & 1], [50_000_000n, 0]);
	await net.apply([channel, maker], [Operation.accountMerge({ destination: heir.publicKey(), source })]);
	assert.ok((await net.server.getAccountEntry(heir.publicKey())).balance > 190_000_000_000n);
	const gone = await net.failure([channel, maker], [Operation.bumpSequence({ bumpTo: '1', source })]);
	assert.equal(gone, ['opNoAccount'], 'a source that is no more');
});

type Results = { results: { tr: { createClaimableBalanceResult: { balanceId: xdr.ClaimableBalanceId } } }[] };

test('sponsorships and claims are those of the operation’s source', async (c) => {
	const { net, channel, asset } = c;
	const [sponsor, key] = [await net.funded(), await net.funded()];
	await net.apply(
		[channel, sponsor, key],
		[
			Operation.beginSponsoringFutureReserves({ sponsoredId: key.publicKey(), source: sponsor.publicKey() }),
			Operation.changeTrust({ asset, source: key.publicKey() }),
			Operation.endSponsoringFutureReserves({ source: key.publicKey() }),
		],
	);
	const giver = await fan(c);
	const landed = await net.apply(
		[channel, giver],
		[
			Operation.createClaimableBalance({
				asset,
				amount: '2',
				claimants: [new Claimant(key.publicKey())],
				source: giver.publicKey(),
			}),
		],
	);
	const { results } = landed.resultXdr.result as never as Results;
	const balanceId = results[0]!.tr.createClaimableBalanceResult.balanceId.toXdr('hex');
	await net.apply([channel, key], [Operation.claimClaimableBalance({ balanceId, source: key.publicKey() })]);
	assert.is((await net.server.getTrustline(key.publicKey(), asset)).balance, 20_000_000n);
	const back = Operation.revokeTrustlineSponsorship({
		account: key.publicKey(),
		asset,
		source: sponsor.publicKey(),
	});
	await net.apply([channel, sponsor], [back]);
});

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
	const draft = await net.build(channel, [
		Operation.extendFootprintTtl({ extendTo: 3_000_000, source: key.publicKey() }),
	]);
	const data = new SorobanDataBuilder().setReadOnly([instance]).build();
	const extended = await net.server.prepareTransaction(
		TransactionBuilder.cloneFrom(draft).setSorobanData(data).build(),
	);
	for (const signer of [channel, key]) extended.sign(signer);
	assert.is((await net.land(extended)).status, 'SUCCESS');
	assert.ok((await lives()) > before);
});

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

test.run();
