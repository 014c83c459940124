import { Keypair } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { giveTo } from '#lib/wallet/demo-gift.server.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { World } from '#testing/fixtures/chain-fixture.ts';

const test = suite('play money for demo wallets');
let world: World;

test.before(async () => {
	world = await World.start();
});
test.after(() => world.close());

test('everybody who comes at once gets theirs', async () => {
	const { roles, usdcAsset } = world.deployment;
	const fans = Array.from({ length: 6 }, () => Keypair.random());
	await world.wallets(fans);
	const given = await Promise.all(fans.map((f) => giveTo(f.publicKey(), world.chain, roles.issuer!.secret!)));
	assert.equal(new Set(given), new Set(['500']));
	const asset = `${usdcAsset.code}:${usdcAsset.issuer}`;
	const held = await Promise.all(fans.map((f) => holdingOf(world.chain.rpcUrl, asset, f.publicKey())));
	assert.equal(new Set(held), new Set([5_000_000_000n]));
});

test('whoever has no trust line gets none, and the next one is served', async () => {
	const { roles } = world.deployment;
	const issuer = roles.issuer!.secret!;
	const none = Keypair.random();
	await world.wallets([none], 0, false);
	const refused = await giveTo(none.publicKey(), world.chain, issuer).then(
		() => '',
		(error) => error.code,
	);
	assert.is(refused, 'TRANSACTION_FAILED');
	const fan = await world.fan(0);
	assert.is(await giveTo(fan.publicKey(), world.chain, issuer), '500');
});

test.run();
