import { Asset, Claimant, Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NetworkFixture, numbersOf } from './network-fixture.ts';

const test = suite<{ net: NetworkFixture }>('classic operations');
test.before(async (context) => {
	context.net = await NetworkFixture.start();
});
test.after(({ net }) => net.close());

const native = Asset.native();
test('payments fail with the reason of the public network', async ({ net }) => {
	const [a, b] = [await net.funded(), await net.funded()];
	const usd = new Asset('USD', b.publicKey());
	const pay = (asset: Asset, amount: string, destination = b.publicKey()) => [
		Operation.payment({ destination, asset, amount }),
	];
	assert.equal(await net.failure([a], pay(native, '1', Keypair.random().publicKey())), [
		'paymentNoDestination',
	]);
	assert.equal(await net.failure([a], pay(native, '10000')), ['paymentUnderfunded']);
	assert.equal(await net.failure([a], pay(usd, '1')), ['paymentSrcNoTrust']);
	assert.equal(await net.failure([b], pay(usd, '1', a.publicKey())), ['paymentNoTrust']);
	await net.apply([a], [Operation.changeTrust({ asset: usd, limit: '5' })]);
	assert.equal(await net.failure([b], pay(usd, '6', a.publicKey())), ['paymentLineFull']);
	await net.apply([b], pay(usd, '5', a.publicKey()));
	const closing = Operation.changeTrust({ asset: usd, limit: '0' });
	assert.equal(await net.failure([a], [closing]), ['changeTrustInvalidLimit']);
	await net.apply([a], pay(usd, '5'));
	await net.apply([a], [closing]);
	assert.is((await numbersOf(net, a)).numSubEntries, 0);
});

test('one failed operation undoes the whole transaction but its fee and sequence number', async ({ net }) => {
	const [a, b] = [await net.funded(), await net.funded()];
	const pay = (destination: string) => Operation.payment({ destination, asset: native, amount: '1' });
	const before = await numbersOf(net, a);
	const reasons = await net.failure([a], [pay(b.publicKey()), pay(Keypair.random().publicKey())], {
		fee: '100',
	});
	assert.equal(reasons, ['paymentSuccess', 'paymentNoDestination']);
	assert.is((await numbersOf(net, a)).balance, before.balance - 200n);
	assert.is((await numbersOf(net, b)).balance, 100_000_000_000n);
});

test('an operation that this network does not know fails, it is never passed over', async ({ net }) => {
	const a = await net.funded();
	const offer = Operation.manageSellOffer({
		selling: native,
		buying: new Asset('USD', a.publicKey()),
		amount: '1',
		price: '1',
	});
	assert.equal(await net.failure([a], [offer]), ['opNotSupported']);
});

test('data entries and signers count as subentries, and an account with data cannot be merged', async ({
	net,
}) => {
	const [a, b] = [await net.funded(), await net.funded()];
	await net.apply([a], [Operation.manageData({ name: 'k', value: 'v' })]);
	const ed25519PublicKey = Keypair.random().publicKey();
	await net.apply([a], [Operation.setOptions({ signer: { ed25519PublicKey, weight: 1 } })]);
	assert.is((await numbersOf(net, a)).numSubEntries, 2);
	const merge = Operation.accountMerge({ destination: b.publicKey() });
	assert.equal(await net.failure([a], [merge]), ['accountMergeHasSubEntries']);
	await net.apply([a], [Operation.manageData({ name: 'k', value: null })]);
	await net.apply([a], [Operation.setOptions({ signer: { ed25519PublicKey, weight: 0 } })]);
	assert.is((await numbersOf(net, a)).numSubEntries, 0);
	await net.apply([a], [merge]);
	assert.is(await net.server.getAccount(a.publicKey()).catch(() => null), null);
});

test('an issuer freezes a trust line only where it said that it may', async ({ net }) => {
	const [issuer, holder] = [await net.funded(), await net.funded()];
	const asset = new Asset('USD', issuer.publicKey());
	await net.apply([holder], [Operation.changeTrust({ asset })]);
	const freeze = Operation.setTrustLineFlags({
		trustor: holder.publicKey(),
		asset,
		flags: { authorized: false },
	});
	assert.equal(await net.failure([issuer], [freeze]), ['setTrustLineFlagsCantRevoke']);
	await net.apply([issuer], [Operation.setOptions({ setFlags: 3 as never })]);
	await net.apply([issuer], [freeze]);
	const late = await net.funded();
	await net.apply([late], [Operation.changeTrust({ asset })]);
	const line = await net.server.getTrustline(late.publicKey(), asset);
	assert.is(line.flags, 0, 'authorisation is required now');
});

test('an issuer with the clawback flag claws back from a holder and from a claimable balance', async ({
	net,
}) => {
	const [issuer, early, holder] = [await net.funded(), await net.funded(), await net.funded()];
	const asset = new Asset('USD', issuer.publicKey());
	await net.apply([early], [Operation.changeTrust({ asset })]);
	await net.apply([issuer], [Operation.setOptions({ setFlags: 10 as never })]);
	await net.apply([holder], [Operation.changeTrust({ asset })]);
	for (const key of [early, holder]) {
		const destination = key.publicKey();
		await net.apply([issuer], [Operation.payment({ destination, asset, amount: '9' })]);
	}
	const clawBack = (from: Keypair, amount: string) => [
		Operation.clawback({ asset, from: from.publicKey(), amount }),
	];
	assert.equal(await net.failure([issuer], clawBack(early, '1')), ['clawbackNotClawbackEnabled']);
	assert.equal(await net.failure([issuer], clawBack(holder, '10')), ['clawbackUnderfunded']);
	assert.equal(await net.failure([early], clawBack(holder, '1')), ['clawbackMalformed']);
	await net.apply([issuer], clawBack(holder, '4'));
	assert.is((await net.server.getTrustline(holder.publicKey(), asset)).balance, 50_000_000n);
	const claimants = [new Claimant(early.publicKey())];
	const give = await net.signed(
		[holder],
		[Operation.createClaimableBalance({ asset, amount: '5', claimants })],
	);
	const balanceId = give.getClaimableBalanceId(0);
	await net.land(give);
	const back = [Operation.clawbackClaimableBalance({ balanceId })];
	assert.equal(await net.failure([early], back), ['clawbackClaimableBalanceNotIssuer']);
	await net.apply([issuer], back);
	assert.is((await numbersOf(net, holder)).numSponsoring, 0);
});

test('a claimable balance waits for its claimant, within its time', async ({ net }) => {
	const [giver, fan, other] = [await net.funded(), await net.funded(), await net.funded()];
	const create = Operation.createClaimableBalance({
		asset: native,
		amount: '10',
		claimants: [
			new Claimant(fan.publicKey(), Claimant.predicateBeforeRelativeTime('3600')),
			new Claimant(giver.publicKey(), Claimant.predicateNot(Claimant.predicateBeforeRelativeTime('3600'))),
		],
	});
	const tx = await net.signed([giver], [create]);
	const balanceId = tx.getClaimableBalanceId(0);
	assert.is((await net.land(tx)).status, 'SUCCESS');
	const entry = await net.server.getClaimableBalance(balanceId);
	assert.is(entry.amount, 100_000_000n);
	assert.is((await numbersOf(net, giver)).numSponsoring, 2);
	const claim = Operation.claimClaimableBalance({ balanceId });
	for (const early of [other, giver]) {
		assert.equal(await net.failure([early], [claim]), ['claimClaimableBalanceCannotClaim']);
	}
	await net.apply([fan], [claim]);
	assert.is((await numbersOf(net, giver)).numSponsoring, 0);
	assert.is((await numbersOf(net, fan)).balance, 100_100_000_000n - 100n);
	assert.equal(await net.failure([fan], [claim]), ['claimClaimableBalanceDoesNotExist']);
});

test('a claimable balance comes back to its giver once the time has passed', async () => {
	const net = await NetworkFixture.start();
	const [giver, fan] = [await net.funded(), await net.funded()];
	const within = Claimant.predicateBeforeRelativeTime('3600');
	const create = Operation.createClaimableBalance({
		asset: native,
		amount: '10',
		claimants: [
			new Claimant(fan.publicKey(), within),
			new Claimant(giver.publicKey(), Claimant.predicateNot(within)),
		],
	});
	const tx = await net.signed([giver], [create], { timeout: 0 });
	const claim = Operation.claimClaimableBalance({ balanceId: tx.getClaimableBalanceId(0) });
	await net.land(tx);
	await net.result('localnet_advance', { seconds: 3601 });
	assert.equal(await net.failure([fan], [claim], { timeout: 0 }), ['claimClaimableBalanceCannotClaim']);
	await net.apply([giver], [claim], { timeout: 0 });
	await net.close();
});

test.run();
