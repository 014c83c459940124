import { Asset, Claimant, Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bench, numbersOf } from './bench.ts';

const test = suite<{ bench: Bench }>('classic operations');
test.before(async (context) => {
	context.bench = await Bench.start();
});
test.after(({ bench }) => bench.close());

const native = Asset.native();
test('payments fail with the reason of the public network', async ({ bench }) => {
	const [a, b] = [await bench.funded(), await bench.funded()];
	const usd = new Asset('USD', b.publicKey());
	const pay = (asset: Asset, amount: string, destination = b.publicKey()) => [
		Operation.payment({ destination, asset, amount }),
	];
	assert.equal(await bench.failure([a], pay(native, '1', Keypair.random().publicKey())), [
		'paymentNoDestination',
	]);
	assert.equal(await bench.failure([a], pay(native, '10000')), ['paymentUnderfunded']);
	assert.equal(await bench.failure([a], pay(usd, '1')), ['paymentSrcNoTrust']);
	assert.equal(await bench.failure([b], pay(usd, '1', a.publicKey())), ['paymentNoTrust']);
	await bench.apply([a], [Operation.changeTrust({ asset: usd, limit: '5' })]);
	assert.equal(await bench.failure([b], pay(usd, '6', a.publicKey())), ['paymentLineFull']);
	await bench.apply([b], pay(usd, '5', a.publicKey()));
	const closing = Operation.changeTrust({ asset: usd, limit: '0' });
	assert.equal(await bench.failure([a], [closing]), ['changeTrustInvalidLimit']);
	await bench.apply([a], pay(usd, '5'));
	await bench.apply([a], [closing]);
	assert.is((await numbersOf(bench, a)).numSubEntries, 0);
});

test('one failed operation undoes the whole transaction but its fee and sequence number', async ({
	bench,
}) => {
	const [a, b] = [await bench.funded(), await bench.funded()];
	const pay = (destination: string) => Operation.payment({ destination, asset: native, amount: '1' });
	const before = await numbersOf(bench, a);
	const reasons = await bench.failure([a], [pay(b.publicKey()), pay(Keypair.random().publicKey())], {
		fee: '100',
	});
	assert.equal(reasons, ['paymentSuccess', 'paymentNoDestination']);
	assert.is((await numbersOf(bench, a)).balance, before.balance - 200n);
	assert.is((await numbersOf(bench, b)).balance, 100_000_000_000n);
});

test('an operation that this network does not know fails, it is never passed over', async ({ bench }) => {
	const a = await bench.funded();
	const offer = Operation.manageSellOffer({
		selling: native,
		buying: new Asset('USD', a.publicKey()),
		amount: '1',
		price: '1',
	});
	assert.equal(await bench.failure([a], [offer]), ['opNotSupported']);
});

test('data entries and signers count as subentries, and an account with data cannot be merged', async ({
	bench,
}) => {
	const [a, b] = [await bench.funded(), await bench.funded()];
	await bench.apply([a], [Operation.manageData({ name: 'k', value: 'v' })]);
	const ed25519PublicKey = Keypair.random().publicKey();
	await bench.apply([a], [Operation.setOptions({ signer: { ed25519PublicKey, weight: 1 } })]);
	assert.is((await numbersOf(bench, a)).numSubEntries, 2);
	const merge = Operation.accountMerge({ destination: b.publicKey() });
	assert.equal(await bench.failure([a], [merge]), ['accountMergeHasSubEntries']);
	await bench.apply([a], [Operation.manageData({ name: 'k', value: null })]);
	await bench.apply([a], [Operation.setOptions({ signer: { ed25519PublicKey, weight: 0 } })]);
	assert.is((await numbersOf(bench, a)).numSubEntries, 0);
	await bench.apply([a], [merge]);
	assert.is(await bench.server.getAccount(a.publicKey()).catch(() => null), null);
});

test('an issuer freezes a trust line only where it said that it may', async ({ bench }) => {
	const [issuer, holder] = [await bench.funded(), await bench.funded()];
	const asset = new Asset('USD', issuer.publicKey());
	await bench.apply([holder], [Operation.changeTrust({ asset })]);
	const freeze = Operation.setTrustLineFlags({
		trustor: holder.publicKey(),
		asset,
		flags: { authorized: false },
	});
	assert.equal(await bench.failure([issuer], [freeze]), ['setTrustLineFlagsCantRevoke']);
	await bench.apply([issuer], [Operation.setOptions({ setFlags: 3 as never })]);
	await bench.apply([issuer], [freeze]);
	const late = await bench.funded();
	await bench.apply([late], [Operation.changeTrust({ asset })]);
	const line = await bench.server.getTrustline(late.publicKey(), asset);
	assert.is(line.flags, 0, 'authorisation is required now');
});

test('an issuer that said so takes back from a holder and from a claimable balance', async ({ bench }) => {
	const [issuer, early, holder] = [await bench.funded(), await bench.funded(), await bench.funded()];
	const asset = new Asset('USD', issuer.publicKey());
	await bench.apply([early], [Operation.changeTrust({ asset })]);
	await bench.apply([issuer], [Operation.setOptions({ setFlags: 10 as never })]);
	await bench.apply([holder], [Operation.changeTrust({ asset })]);
	for (const key of [early, holder]) {
		const destination = key.publicKey();
		await bench.apply([issuer], [Operation.payment({ destination, asset, amount: '9' })]);
	}
	const take = (from: Keypair, amount: string) => [
		Operation.clawback({ asset, from: from.publicKey(), amount }),
	];
	assert.equal(await bench.failure([issuer], take(early, '1')), ['clawbackNotClawbackEnabled']);
	assert.equal(await bench.failure([issuer], take(holder, '10')), ['clawbackUnderfunded']);
	assert.equal(await bench.failure([early], take(holder, '1')), ['clawbackMalformed']);
	await bench.apply([issuer], take(holder, '4'));
	assert.is((await bench.server.getTrustline(holder.publicKey(), asset)).balance, 50_000_000n);
	const claimants = [new Claimant(early.publicKey())];
	const give = await bench.signed(
		[holder],
		[Operation.createClaimableBalance({ asset, amount: '5', claimants })],
	);
	const balanceId = give.getClaimableBalanceId(0);
	await bench.land(give);
	const back = [Operation.clawbackClaimableBalance({ balanceId })];
	assert.equal(await bench.failure([early], back), ['clawbackClaimableBalanceNotIssuer']);
	await bench.apply([issuer], back);
	assert.is((await numbersOf(bench, holder)).numSponsoring, 0);
});

test('a claimable balance waits for its claimant, within its time', async ({ bench }) => {
	const [giver, fan, other] = [await bench.funded(), await bench.funded(), await bench.funded()];
	const create = Operation.createClaimableBalance({
		asset: native,
		amount: '10',
		claimants: [
			new Claimant(fan.publicKey(), Claimant.predicateBeforeRelativeTime('3600')),
			new Claimant(giver.publicKey(), Claimant.predicateNot(Claimant.predicateBeforeRelativeTime('3600'))),
		],
	});
	const tx = await bench.signed([giver], [create]);
	const balanceId = tx.getClaimableBalanceId(0);
	assert.is((await bench.land(tx)).status, 'SUCCESS');
	const entry = await bench.server.getClaimableBalance(balanceId);
	assert.is(entry.amount, 100_000_000n);
	assert.is((await numbersOf(bench, giver)).numSponsoring, 2);
	const claim = Operation.claimClaimableBalance({ balanceId });
	for (const early of [other, giver]) {
		assert.equal(await bench.failure([early], [claim]), ['claimClaimableBalanceCannotClaim']);
	}
	await bench.apply([fan], [claim]);
	assert.is((await numbersOf(bench, giver)).numSponsoring, 0);
	assert.is((await numbersOf(bench, fan)).balance, 100_100_000_000n - 100n);
	assert.equal(await bench.failure([fan], [claim]), ['claimClaimableBalanceDoesNotExist']);
});

test('a claimable balance comes back to its giver once the time has passed', async () => {
	const bench = await Bench.start();
	const [giver, fan] = [await bench.funded(), await bench.funded()];
	const within = Claimant.predicateBeforeRelativeTime('3600');
	const create = Operation.createClaimableBalance({
		asset: native,
		amount: '10',
		claimants: [
			new Claimant(fan.publicKey(), within),
			new Claimant(giver.publicKey(), Claimant.predicateNot(within)),
		],
	});
	const tx = await bench.signed([giver], [create], { timeout: 0 });
	const claim = Operation.claimClaimableBalance({ balanceId: tx.getClaimableBalanceId(0) });
	await bench.land(tx);
	await bench.result('localnet_advance', { seconds: 3601 });
	assert.equal(await bench.failure([fan], [claim], { timeout: 0 }), ['claimClaimableBalanceCannotClaim']);
	await bench.apply([giver], [claim], { timeout: 0 });
	await bench.close();
});

test.run();
