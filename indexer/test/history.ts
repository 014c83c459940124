import { Keypair } from '@stellar/stellar-sdk';
import { deploy } from '#scripts/deploy/deploy.ts';
import { keyOf } from '#scripts/deploy/deployment.ts';
import type { EventInit } from '#shared/contract/event.ts';
import { type ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';

/** The relayer and the treasury settle a batch of fiat orders: [buyer, tickets] each. */
export async function settle(
	chainFixture: ChainFixture,
	event: string,
	seq: number,
	items: [string, number][],
	versions: { splits: number; credits: { creator: string; weight: number }[] } = { splits: 1, credits: [] },
) {
	const { registry, roles } = chainFixture.deployment;
	const relayer = keyOf(roles.relayer);
	const args = {
		event,
		lane: 0,
		seq,
		items: items.map(([owner, qty]) => ({
			owner,
			tier: 0,
			qty,
			evidence: new Uint8Array(32).fill(seq),
			splitsVersion: versions.splits,
			termsVersion: 1,
			credits: versions.credits,
		})),
	};
	return chainFixture.call(relayer, registry, 'settle_batch', args, registryArgs, [keyOf(roles.treasury)]);
}

export const allocate = (chainFixture: ChainFixture, event: string, n: number) =>
	chainFixture.call(
		keyOf(chainFixture.deployment.roles.relayer),
		chainFixture.deployment.registry,
		'allocate',
		{ event, tier: 0, n },
		registryArgs,
	);

const payAll = { mask: 0b111, creators: [] };

export type History = {
	events: string[];
	fan: Keypair;
	friend: Keypair;
	custodial: string[];
	foreign: number;
};

/**
 * Makes two events emit what both versions emit. Beside them another registry publishes an event of its own, whose
 * announcement and creation carry our topic.
 */
export async function makeHistory(chainFixture: ChainFixture): Promise<History> {
	const [fan, friend] = [await chainFixture.fan(), await chainFixture.fan()];
	const tiers = [chainFixture.tier(), chainFixture.tier({ price: 50_000_000n, capacity: 3, fiat_quota: 0 })];
	const first = await chainFixture.publish(chainFixture.terms({ tiers }));
	const terms = chainFixture.terms();
	const second = await chainFixture.publish(terms);
	await changeSplits(chainFixture, second, terms);
	const bought = await chainFixture.buy(fan, first, [
		{ tier: 0, qty: 3 },
		{ tier: 1, qty: 2 },
	]);
	await allocate(chainFixture, first, 6);
	await allocate(chainFixture, second, 2);
	const custodial = Array.from({ length: 3 }, () => Keypair.random().publicKey());
	// The third item finds no seat.
	await settle(chainFixture, first, 1, [
		[custodial[0]!, 4],
		[custodial[1]!, 2],
		[custodial[2]!, 1],
	]);
	await settle(chainFixture, second, 1, [[custodial[0]!, 1]], { splits: 2, credits: [] });
	const transfer = { from: fan.publicKey(), to: friend.publicKey(), token_id: bought.tickets[1]! };
	await chainFixture.call(fan, first, 'transfer', transfer);
	await Promise.all([
		chainFixture.buy(fan, second, [{ tier: 0, qty: 1 }]),
		chainFixture.buy(friend, first, [{ tier: 0, qty: 2 }]),
	]);
	await chainFixture.call(fan, first, 'distribute_ticket_revenue', payAll);
	await chainFixture.call(fan, second, 'claim', { index: 1 });
	const alone = await chainFixture.buy(friend, second, [{ tier: 0, qty: 1 }]);
	const back = { from: friend.publicKey(), to: fan.publicKey(), token_id: alone.tickets[0]! };
	await chainFixture.call(friend, second, 'transfer', back);
	await chainFixture.call(fan, first, 'distribute_ticket_revenue', payAll);
	return { events: [first, second], fan, friend, custodial, foreign: await publishElsewhere(chainFixture) };
}

async function changeSplits(
	chainFixture: ChainFixture,
	event: string,
	{ payees, policy }: EventInit,
): Promise<void> {
	payees[0]!.bps += 500;
	payees[1]!.bps -= 500;
	await chainFixture.call(chainFixture.organizer, event, 'set_splits', { payees, policy });
}

/** Another registry publishes an event. Returns how many events with our topic that made: announced, created. */
async function publishElsewhere(chainFixture: ChainFixture): Promise<number> {
	const { registry, roles } = await deploy({ chain: chainFixture.chain });
	const init = chainFixture.terms();
	init.payees[2]!.address = roles.platform.address;
	const args = { organizer: chainFixture.organizer.publicKey(), nonce: 1n, init };
	await chainFixture.call(chainFixture.organizer, registry, 'create_event', args, registryArgs);
	return 2;
}
