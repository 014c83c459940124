import { Asset, Claimant, Keypair, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NetworkFixture, numbersOf } from './network-fixture.ts';

const test = suite<{ net: NetworkFixture }>('sponsored reserves');
test.before(async (context) => {
	context.net = await NetworkFixture.start();
});
test.after(({ net }) => net.close());

const native = Asset.native();
const rich = { fee: '10000' };
const reserve = 5_000_000n;

test('a sponsor pays the reserves of an account without lumens and its trust line, and gets them back', async ({
	net,
}) => {
	const [sponsor, issuer] = [await net.funded(), await net.funded()];
	const fan = Keypair.random();
	const asset = new Asset('USD', issuer.publicKey());
	const source = fan.publicKey();
	await net.apply(
		[sponsor, fan],
		[
			Operation.beginSponsoringFutureReserves({ sponsoredId: source }),
			Operation.createAccount({ destination: source, startingBalance: '0' }),
			Operation.changeTrust({ asset, source }),
			Operation.endSponsoringFutureReserves({ source }),
		],
		rich,
	);
	assert.equal(await numbersOf(net, fan), {
		balance: 0n,
		numSubEntries: 1,
		numSponsored: 3,
		numSponsoring: 0,
	});
	assert.is((await numbersOf(net, sponsor)).numSponsoring, 3);
	const all = (await numbersOf(net, sponsor)).balance;
	const spend = (stroops: bigint) => {
		const amount = `${stroops / 10_000_000n}.${String(stroops % 10_000_000n).padStart(7, '0')}`;
		return [Operation.payment({ destination: issuer.publicKey(), asset: native, amount })];
	};
	const free = all - 5n * reserve - 100n;
	assert.equal(await net.failure([sponsor], spend(free + 1n)), ['paymentUnderfunded']);
	await net.apply(
		[sponsor, fan],
		[
			Operation.changeTrust({ asset, limit: '0', source }),
			Operation.accountMerge({ destination: sponsor.publicKey(), source }),
		],
		rich,
	);
	assert.is((await numbersOf(net, sponsor)).numSponsoring, 0);
});

test('a sponsorship that is not ended, or not begun, fails', async ({ net }) => {
	const [sponsor, fan] = [await net.funded(), await net.funded()];
	const begin = Operation.beginSponsoringFutureReserves({ sponsoredId: fan.publicKey() });
	const landed = await net.land(await net.signed([sponsor], [begin]));
	assert.is(
		(landed as unknown as { resultXdr: { result: { type: string } } }).resultXdr.result.type,
		'txBadSponsorship',
	);
	assert.equal(await net.failure([fan], [Operation.endSponsoringFutureReserves()]), [
		'endSponsoringFutureReservesNotSponsored',
	]);
	assert.equal(await net.failure([sponsor], [begin, begin], rich), [
		'beginSponsoringFutureReservesSuccess',
		'beginSponsoringFutureReservesAlreadySponsored',
	]);
});

test('a sponsor gives a reserve back to its owner, or hands it on to another sponsor', async ({ net }) => {
	const [sponsor, heir, fan] = [await net.funded(), await net.funded(), await net.funded()];
	const source = fan.publicKey();
	const asset = new Asset('USD', heir.publicKey());
	const begin = Operation.beginSponsoringFutureReserves({ sponsoredId: source });
	const ed25519PublicKey = Keypair.random().publicKey();
	const under = [
		begin,
		Operation.changeTrust({ asset, source }),
		Operation.manageData({ name: 'k', value: 'v', source }),
		Operation.setOptions({ signer: { ed25519PublicKey, weight: 1 }, source }),
		Operation.endSponsoringFutureReserves({ source }),
	];
	await net.apply([sponsor, fan], under, rich);
	const revoke = [
		Operation.revokeTrustlineSponsorship({ account: source, asset }),
		Operation.revokeDataSponsorship({ account: source, name: 'k' }),
		Operation.revokeSignerSponsorship({ account: source, signer: { ed25519PublicKey } }),
	];
	const [line, data, signer] = revoke as [never, never, never];
	assert.equal(await net.failure([heir], [line]), ['revokeSponsorshipNotSponsor']);
	await net.apply([sponsor], [line], rich);
	assert.is((await numbersOf(net, fan)).numSponsored, 2);
	assert.is((await numbersOf(net, sponsor)).numSponsoring, 2);
	await net.apply(
		[heir, sponsor],
		[
			Operation.beginSponsoringFutureReserves({ sponsoredId: sponsor.publicKey() }),
			Operation.revokeDataSponsorship({ account: source, name: 'k', source: sponsor.publicKey() }),
			Operation.endSponsoringFutureReserves({ source: sponsor.publicKey() }),
		],
		rich,
	);
	assert.is((await numbersOf(net, heir)).numSponsoring, 1);
	assert.equal(await net.failure([sponsor], [data]), ['revokeSponsorshipNotSponsor']);
	await net.apply([sponsor], [signer], rich);
	assert.is((await numbersOf(net, sponsor)).numSponsoring, 0);
	await net.apply(
		[fan],
		[
			Operation.setOptions({ signer: { ed25519PublicKey, weight: 0 } }),
			Operation.manageData({ name: 'k', value: null }),
			Operation.changeTrust({ asset, limit: '0' }),
		],
		rich,
	);
	const { numSponsored, numSubEntries } = await numbersOf(net, fan);
	assert.equal([numSponsored, numSubEntries], [0, 0]);
	assert.is((await numbersOf(net, heir)).numSponsoring, 0);
});

test('a claimable balance always has a sponsor', async ({ net }) => {
	const [giver, fan] = [await net.funded(), await net.funded()];
	const claimants = [new Claimant(fan.publicKey())];
	const give = await net.signed(
		[giver],
		[Operation.createClaimableBalance({ asset: native, amount: '5', claimants })],
	);
	const balanceId = give.getClaimableBalanceId(0);
	await net.land(give);
	assert.equal(await net.failure([giver], [Operation.revokeClaimableBalanceSponsorship({ balanceId })]), [
		'revokeSponsorshipOnlyTransferable',
	]);
});

test.run();
