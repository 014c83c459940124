import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { giveTo } from '#lib/wallet/demo-gift.server.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';

const test = suite('play money for demo wallets');
let fixture: ChainFixture;

test.before(async () => {
	fixture = await ChainFixture.start();
});
test.after(() => fixture.close());

test('everybody who comes at once gets theirs', async () => {
	const { roles, usdcAsset } = fixture.deployment;
	const fans = Array.from({ length: 6 }, () => Keypair.random());
	await fixture.wallets(fans);
	const given = await Promise.all(
		fans.map((f) => giveTo(f.publicKey(), fixture.chain, roles.issuer!.secret!)),
	);
	assert.equal(new Set(given), new Set(['500']));
	const asset = `${usdcAsset.code}:${usdcAsset.issuer}`;
	const held = await Promise.all(fans.map((f) => holdingOf(fixture.chain.rpcUrl, asset, f.publicKey())));
	assert.equal(new Set(held), new Set([5_000_000_000n]));
});

test('a buyer without a trust line gets nothing, and the next buyer is served', async () => {
	const { roles } = fixture.deployment;
	const issuer = roles.issuer!.secret!;
	const none = Keypair.random();
	await fixture.wallets([none], 0, false);
	const refused = await giveTo(none.publicKey(), fixture.chain, issuer).then(
		() => '',
		(error) => error.code,
	);
	assert.is(refused, 'TRANSACTION_FAILED');
	const fan = await fixture.fan(0);
	assert.is(await giveTo(fan.publicKey(), fixture.chain, issuer), '500');
});

test.run();
