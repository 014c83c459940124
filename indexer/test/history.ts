import { Keypair } from '@stellar/stellar-sdk';
import { deploy } from '#scripts/deploy/deploy.ts';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { type ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';

/** The relayer and the treasury settle a batch of fiat orders: [buyer, tickets] each. */
export async function settle(world: ChainFixture, event: string, seq: number, items: [string, number][]) {
	const { registry, roles } = world.deployment;
	const relayer = keyOf(roles.relayer);
	const args = {
		event,
		lane: 0,
		seq,
		items: items.map(([owner, qty]) => ({ owner, tier: 0, qty, evidence: new Uint8Array(32).fill(seq) })),
	};
	return world.call(relayer, registry, 'settle_batch', args, registryArgs, [keyOf(roles.treasury)]);
}

export const allocate = (world: ChainFixture, event: string, n: number) =>
	world.call(
		keyOf(world.deployment.roles.relayer),
		world.deployment.registry,
		'allocate',
		{ event, tier: 0, n },
		registryArgs,
	);

export type History = {
	events: string[];
	fan: Keypair;
	friend: Keypair;
	custodial: string[];
	foreign: number;
};

/**
 * Makes two events emit every kind of event. Beside them another registry publishes an event of its own, whose
 * announcement and creation carry our topic.
 */
export async function makeHistory(world: ChainFixture): Promise<History> {
	const [fan, friend] = [await world.fan(), await world.fan()];
	const tiers = [world.tier(), world.tier({ price: 50_000_000n, capacity: 3, fiat_quota: 0 })];
	const first = await world.publish(world.terms({ tiers }));
	const second = await world.publish();
	await changeSplits(world, second);
	const bought = await world.buy(fan, first, [
		{ tier: 0, qty: 3 },
		{ tier: 1, qty: 2 },
	]);
	await allocate(world, first, 6);
	await allocate(world, second, 2);
	const custodial = Array.from({ length: 3 }, () => Keypair.random().publicKey());
	// The third item finds no seat.
	await settle(world, first, 1, [
		[custodial[0]!, 4],
		[custodial[1]!, 2],
		[custodial[2]!, 1],
	]);
	await settle(world, second, 1, [[custodial[0]!, 1]]);
	const transfer = { from: fan.publicKey(), to: friend.publicKey(), token_id: bought.tickets[1]! };
	await world.call(fan, first, 'transfer', transfer);
	await Promise.all([
		world.buy(fan, second, [{ tier: 0, qty: 1 }]),
		world.buy(friend, first, [{ tier: 0, qty: 2 }]),
	]);
	await world.call(fan, first, 'distribute_ticket_revenue', { mask: 0b111 });
	await world.call(fan, second, 'claim', { index: 1 });
	const alone = await world.buy(friend, second, [{ tier: 0, qty: 1 }]);
	const back = { from: friend.publicKey(), to: fan.publicKey(), token_id: alone.tickets[0]! };
	await world.call(friend, second, 'transfer', back);
	await world.call(fan, first, 'distribute_ticket_revenue', { mask: 0b111 });
	return { events: [first, second], fan, friend, custodial, foreign: await publishElsewhere(world) };
}

async function changeSplits(world: ChainFixture, event: string): Promise<void> {
	const { payees } = world.terms();
	payees[0]!.bps += 500;
	payees[1]!.bps -= 500;
	await world.call(world.organizer, event, 'set_splits', { payees });
}

/** Another registry publishes an event. Returns how many events with our topic that made: announced, created. */
async function publishElsewhere(world: ChainFixture): Promise<number> {
	const { registry, roles } = await deploy({ chain: world.chain });
	const init = world.terms();
	init.payees[2]!.address = roles.platform.address;
	const args = { organizer: world.organizer.publicKey(), nonce: 1n, init };
	await world.call(world.organizer, registry, 'create_event', args, registryArgs);
	return 2;
}
