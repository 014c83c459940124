import { Asset, Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sendClassic } from '#scripts/deploy/classic.ts';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { channelKeys, openChannels } from './channels.ts';

const test = suite('channel accounts');
let world: ChainFixture;

test.before(async () => {
	world = await ChainFixture.start();
});
test.after(() => world.close());

const relayer = () => keyOf(world.deployment.roles.relayer);
const lumensOf = async (address: string): Promise<string> => {
	const answer = await fetch(`${world.chain.rpcUrl}/accounts/${address}`);
	return ((await answer.json()) as { balances: { balance: string }[] }).balances[0]!.balance;
};
test('follow from the secret and what they are for', () => {
	const of = (purpose: string, count: number) =>
		channelKeys(relayer().secret(), purpose, count).map((key) => key.publicKey());
	assert.equal(of('a', 3).slice(0, 2), of('a', 2));
	assert.is(new Set([...of('a', 3), ...of('b', 3)]).size, 6);
});

test('are made once, and filled up before they can pay no more', async () => {
	const channels = channelKeys(relayer().secret(), 'a test', 3);
	const open = () => openChannels(world.chain, relayer(), channels);
	const balances = () => Promise.all(channels.map((c) => lumensOf(c.publicKey())));
	await open();
	assert.equal(await balances(), ['20.0000000', '20.0000000', '20.0000000']);
	const before = await lumensOf(relayer().publicKey());
	await open();
	assert.is(await lumensOf(relayer().publicKey()), before, 'nothing was sent');
	const spend = (amount: string) =>
		Operation.payment({ asset: Asset.native(), destination: relayer().publicKey(), amount });
	await sendClassic(world.chain, [channels[0]!], [spend('15')]);
	await sendClassic(world.chain, [channels[1]!], [spend('13')]);
	await open();
	const [low, enough, full] = await balances();
	assert.ok(Number(low) > 24.9 && Number(low) < 25, low);
	assert.ok(Number(enough) < 7, enough);
	assert.is(full, '20.0000000');
});

test.run();
