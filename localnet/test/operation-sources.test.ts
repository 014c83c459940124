import { Asset, Claimant, Keypair, Operation, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fan, foreignTypes, openWithChannel, type WithChannel } from './foreign-source.ts';
import { numbersOf } from './network-fixture.ts';

const test = suite<WithChannel>("an operation acts for its own source, not for its transaction's");
test.before(async (context) => {
	Object.assign(context, await openWithChannel());
});
test.after(({ net }) => net.close());

type Made = { operation: (source: string) => xdr.Operation; shows: (source: string) => Promise<boolean> };

/** Each classic operation with what shows on the ledger whom it acted for. */
function classic({ net, issuer, asset }: WithChannel, target: string): Record<string, Made> {
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

/** Sets 2 of `asset` aside for `claimant`, by the channel's transaction. Returns the balance's id in hex. */
async function setAside(c: WithChannel, giver: Keypair, asset: Asset, claimant: Keypair): Promise<string> {
	const claimants = [new Claimant(claimant.publicKey())];
	const source = giver.publicKey();
	const operation = Operation.createClaimableBalance({ asset, amount: '2', claimants, source });
	const landed = await c.net.apply([c.channel, giver], [operation]);
	const { results } = landed.resultXdr.result as never as Results;
	return results[0]!.tr.createClaimableBalanceResult.balanceId.toXdr('hex');
}

test('the issuer claws back a claimable balance by another account’s transaction', async (c) => {
	const { net, channel } = c;
	const [maker, key] = [await net.funded(), await net.funded()];
	const source = maker.publicKey();
	const asset = new Asset('BACK', source);
	await net.apply([maker], [Operation.setOptions({ setFlags: 10 as never })]);
	const balanceId = await setAside(c, maker, asset, key);
	const back = Operation.clawbackClaimableBalance({ balanceId, source });
	assert.is(await net.refusal(await net.signed([channel], [back])), 'txFailed', 'the issuer has not signed');
	const others = Operation.clawbackClaimableBalance({ balanceId, source: key.publicKey() });
	assert.equal(await net.failure([maker, key], [others]), ['clawbackClaimableBalanceNotIssuer']);
	await net.apply([channel, maker], [back]);
	const claim = Operation.claimClaimableBalance({ balanceId, source: key.publicKey() });
	assert.equal(await net.failure([channel, key], [claim]), ['claimClaimableBalanceDoesNotExist']);
	assert.is((await numbersOf(net, maker)).numSponsoring, 0, 'its reserve is free again');
});

test('sponsorships and claims are those of the operation’s source', async (c) => {
	const { net, channel, asset, issuer } = c;
	const [sponsor, key] = [await net.funded(), await net.funded()];
	const signer = { ed25519PublicKey: issuer.publicKey(), weight: 1 };
	await net.apply(
		[channel, sponsor, key],
		[
			Operation.beginSponsoringFutureReserves({ sponsoredId: key.publicKey(), source: sponsor.publicKey() }),
			Operation.changeTrust({ asset, source: key.publicKey() }),
			Operation.manageData({ name: 'n', value: 'v', source: key.publicKey() }),
			Operation.setOptions({ signer, source: key.publicKey() }),
			Operation.endSponsoringFutureReserves({ source: key.publicKey() }),
		],
	);
	const balanceId = await setAside(c, await fan(c), asset, key);
	await net.apply([channel, key], [Operation.claimClaimableBalance({ balanceId, source: key.publicKey() })]);
	assert.is((await net.server.getTrustline(key.publicKey(), asset)).balance, 20_000_000n);
	const of = { account: key.publicKey(), source: sponsor.publicKey() };
	const revoked = [
		Operation.revokeTrustlineSponsorship({ ...of, asset }),
		Operation.revokeDataSponsorship({ ...of, name: 'n' }),
		Operation.revokeSignerSponsorship({ ...of, signer: { ed25519PublicKey: issuer.publicKey() } }),
	];
	for (const back of revoked) {
		assert.is(await net.refusal(await net.signed([channel, key], [back])), 'txFailed', 'not the sponsor');
		await net.apply([channel, sponsor], [back]);
	}
	assert.is((await numbersOf(net, key)).numSponsored, 0);
});

test('each classic operation of the protocol is tried above, or not supported', async ({ net, channel }) => {
	const tried = await foreignTypes(net);
	const key = await net.funded();
	const source = key.publicKey();
	const [asset, native] = [new Asset('OTHER', source), Asset.native()];
	const offer = { selling: native, buying: asset, price: '1', source };
	const path = { sendAsset: native, destAsset: asset, destination: source, path: [], source };
	const pool = '0'.repeat(64);
	const [minPrice, maxPrice] = ['1', '2'];
	const unknown: Record<string, xdr.Operation> = {
		pathPaymentStrictReceive: Operation.pathPaymentStrictReceive({ ...path, sendMax: '1', destAmount: '1' }),
		pathPaymentStrictSend: Operation.pathPaymentStrictSend({ ...path, sendAmount: '1', destMin: '1' }),
		manageSellOffer: Operation.manageSellOffer({ ...offer, amount: '1' }),
		manageBuyOffer: Operation.manageBuyOffer({ ...offer, buyAmount: '1' }),
		createPassiveSellOffer: Operation.createPassiveSellOffer({ ...offer, amount: '1' }),
		allowTrust: Operation.allowTrust({
			trustor: channel.publicKey(),
			assetCode: 'OTHER',
			authorize: 1,
			source,
		}),
		inflation: Operation.inflation({ source }),
		liquidityPoolDeposit: Operation.liquidityPoolDeposit({
			liquidityPoolId: pool,
			maxAmountA: '1',
			maxAmountB: '1',
			minPrice,
			maxPrice,
			source,
		}),
		liquidityPoolWithdraw: Operation.liquidityPoolWithdraw({
			liquidityPoolId: pool,
			amount: '1',
			minAmountA: '1',
			minAmountB: '1',
			source,
		}),
	};
	for (const [name, operation] of Object.entries(unknown)) {
		// Ledgers of this network ran ahead of the clock.
		const reasons = await net.failure([channel, key], [operation], { timeout: 600 });
		assert.equal(reasons, ['opNotSupported'], name);
	}
	const contracts = ['invokeHostFunction', 'extendFootprintTtl', 'restoreFootprint'];
	const all = Object.entries(xdr.OperationType).flatMap(([name, value]) =>
		value instanceof xdr.OperationType && !contracts.includes(name) ? [name] : [],
	);
	assert.equal([...tried, ...Object.keys(unknown)].sort(), all.sort());
});

test.run();
