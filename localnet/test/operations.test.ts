import { Asset, Claimant, Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bench } from './bench.ts';

const test = suite<{ bench: Bench }>('classic operations');
test.before(async (context) => {
	context.bench = await Bench.start();
});
test.after(({ bench }) => bench.close());

const native = Asset.native();
const rich = { fee: '10000' };
const reserve = 5_000_000n;

const numbers = async (bench: Bench, key: Keypair) => {
	const { balance, numSubEntries, ext } = await bench.server.getAccountEntry(key.publicKey());
	const v1 = (ext.toXdrObject() as { v1?: { ext: { v2?: { numSponsored: number; numSponsoring: number } } } })
		.v1;
	const { numSponsored = 0, numSponsoring = 0 } = v1?.ext.v2 ?? {};
	return { balance, numSubEntries, numSponsored, numSponsoring };
};

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
	assert.is((await numbers(bench, a)).numSubEntries, 0);
});

test('one failed operation undoes the whole transaction but its fee and sequence number', async ({
	bench,
}) => {
	const [a, b] = [await bench.funded(), await bench.funded()];
	const pay = (destination: string) => Operation.payment({ destination, asset: native, amount: '1' });
	const before = await numbers(bench, a);
	const reasons = await bench.failure([a], [pay(b.publicKey()), pay(Keypair.random().publicKey())], {
		fee: '100',
	});
	assert.equal(reasons, ['paymentSuccess', 'paymentNoDestination']);
	assert.is((await numbers(bench, a)).balance, before.balance - 200n);
	assert.is((await numbers(bench, b)).balance, 100_000_000_000n);
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
	assert.is((await numbers(bench, a)).numSubEntries, 2);
	const merge = Operation.accountMerge({ destination: b.publicKey() });
	assert.equal(await bench.failure([a], [merge]), ['accountMergeHasSubEntries']);
	await bench.apply([a], [Operation.manageData({ name: 'k', value: null })]);
	await bench.apply([a], [Operation.setOptions({ signer: { ed25519PublicKey, weight: 0 } })]);
	assert.is((await numbers(bench, a)).numSubEntries, 0);
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

test('a sponsor pays the reserves of an account without lumens and its trust line, and gets them back', async ({
	bench,
}) => {
	const [sponsor, issuer] = [await bench.funded(), await bench.funded()];
	const fan = Keypair.random();
	const asset = new Asset('USD', issuer.publicKey());
	const source = fan.publicKey();
	await bench.apply(
		[sponsor, fan],
		[
			Operation.beginSponsoringFutureReserves({ sponsoredId: source }),
			Operation.createAccount({ destination: source, startingBalance: '0' }),
			Operation.changeTrust({ asset, source }),
			Operation.endSponsoringFutureReserves({ source }),
		],
		rich,
	);
	assert.equal(await numbers(bench, fan), {
		balance: 0n,
		numSubEntries: 1,
		numSponsored: 3,
		numSponsoring: 0,
	});
	assert.is((await numbers(bench, sponsor)).numSponsoring, 3);
	const all = (await numbers(bench, sponsor)).balance;
	const spend = (stroops: bigint) => {
		const amount = `${stroops / 10_000_000n}.${String(stroops % 10_000_000n).padStart(7, '0')}`;
		return [Operation.payment({ destination: issuer.publicKey(), asset: native, amount })];
	};
	const free = all - 5n * reserve - 100n;
	assert.equal(await bench.failure([sponsor], spend(free + 1n)), ['paymentUnderfunded']);
	await bench.apply(
		[sponsor, fan],
		[
			Operation.changeTrust({ asset, limit: '0', source }),
			Operation.accountMerge({ destination: sponsor.publicKey(), source }),
		],
		rich,
	);
	assert.is((await numbers(bench, sponsor)).numSponsoring, 0);
});

test('a sponsorship that is not ended, or not begun, fails', async ({ bench }) => {
	const [sponsor, fan] = [await bench.funded(), await bench.funded()];
	const begin = Operation.beginSponsoringFutureReserves({ sponsoredId: fan.publicKey() });
	const landed = await bench.land(await bench.signed([sponsor], [begin]));
	assert.is(
		(landed as unknown as { resultXdr: { result: { type: string } } }).resultXdr.result.type,
		'txBadSponsorship',
	);
	assert.equal(await bench.failure([fan], [Operation.endSponsoringFutureReserves()]), [
		'endSponsoringFutureReservesNotSponsored',
	]);
	assert.equal(await bench.failure([sponsor], [begin, begin], rich), [
		'beginSponsoringFutureReservesSuccess',
		'beginSponsoringFutureReservesAlreadySponsored',
	]);
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
	assert.is((await numbers(bench, giver)).numSponsoring, 2);
	const claim = Operation.claimClaimableBalance({ balanceId });
	for (const early of [other, giver]) {
		assert.equal(await bench.failure([early], [claim]), ['claimClaimableBalanceCannotClaim']);
	}
	await bench.apply([fan], [claim]);
	assert.is((await numbers(bench, giver)).numSponsoring, 0);
	assert.is((await numbers(bench, fan)).balance, 100_100_000_000n - 100n);
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
