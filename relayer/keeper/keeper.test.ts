import { Keypair } from '@stellar/stellar-sdk';
import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { World } from '#scripts/test/world.ts';
import { cash } from '#shared/chain/accounting.ts';
import { booksOf, readEventState } from '#shared/chain/event-state.ts';
import { channelKeys, openChannels } from './channels.ts';
import { Keeper } from './keeper.ts';

const test = suite('the keeper');
let world: World;

test.before(async () => {
	world = await World.start();
});
test.after(() => world.close());

async function keeper(): Promise<Keeper> {
	const relayer = keyOf(world.deployment.roles.relayer);
	const channels = channelKeys(relayer.secret(), 2);
	await openChannels(world.chain, relayer, channels);
	return new Keeper({
		chain: world.chain,
		registry: world.deployment.registry,
		sinceLedger: world.deployment.sinceLedger,
		channels,
		minDue: 1n,
		log: pino({ level: 'silent' }),
		pollMs: 5,
	});
}

const paid = async (event: string) => (await readEventState(world.chain.rpcUrl, event)).paid;

test('pays every payee within two ledgers of seeing a sale', async () => {
	const event = await world.publish();
	const one = await keeper();
	one.start();
	const { ledger } = await world.buy(await world.fan(), event, [{ tier: 0, qty: 2 }]);
	let state = await readEventState(world.chain.rpcUrl, event);
	while (cash(booksOf(state)) > 0n) state = await readEventState(world.chain.rpcUrl, event);
	await one.stop();
	assert.equal(state.paid, [120_000_000n, 70_000_000n, 10_000_000n]);
	assert.ok(state.ledger - ledger <= 3, `paid ${state.ledger - ledger} ledgers after the sale`);
});

test('a payee without a trust line stops nobody', async () => {
	const poor = Keypair.random();
	await world.wallets([poor], 0, false);
	const init = world.terms();
	init.payees[1]!.address = poor.publicKey();
	const event = await world.publish(init);
	await world.buy(await world.fan(), event, [{ tier: 0, qty: 1 }]);
	const one = await keeper();
	await one.round();
	assert.equal(await paid(event), [60_000_000n, 0n, 5_000_000n]);
	assert.is(one.facts.troubled, 1);
});

test('two keepers at once, or one that forgot everything, pay nobody twice', async () => {
	const event = await world.publish();
	const fan = await world.fan();
	await world.buy(fan, event, [{ tier: 0, qty: 3 }]);
	const [a, b] = [await keeper(), await keeper()];
	await Promise.all([a.round(), b.round()]);
	await (await keeper()).round();
	assert.equal(await paid(event), [180_000_000n, 105_000_000n, 15_000_000n]);
	await world.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await (await keeper()).round();
	assert.equal(await paid(event), [240_000_000n, 140_000_000n, 20_000_000n]);
});

test.run();
