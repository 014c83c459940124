import { Keypair } from '@stellar/stellar-sdk';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { settledOrderId, ticketId } from '#shared/chain/state/ids.ts';
import type { EventInit } from '#shared/contract/event.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { type ChainFixture, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { allocate, settle } from './history.ts';

const secondsToDoors = 3600;

/** Terms of an event whose tickets may be sold on, and some of which are given away. */
export function lifeTerms(fixture: ChainFixture): EventInit {
	const doors_at = BigInt(fixture.now + secondsToDoors);
	const terms = fixture.terms({ complimentary: 3, doors_at });
	const resale = {
		freeze_at: doors_at,
		resale_cap_bps: 11_000,
		resale_limit: 2,
		royalty_bps: 1000,
		transferable: false,
	};
	return { ...terms, policy: { ...terms.policy, ...resale } };
}

export type Life = {
	event: string;
	fan: Keypair;
	friend: Keypair;
	creator: Keypair;
	gate: Keypair;
	orders: bigint[];
};

/**
 * Makes one event emit almost every kind of event of version 2: sales with a creator, a gift, resales, refunds, changed
 * terms, powers, and entry at the end. Time passes the doors.
 */
export async function liveThrough(fixture: ChainFixture, event: string): Promise<Life> {
	const { deployment, organizer, artist } = fixture;
	const { registry, roles } = deployment;
	const [relayer, treasury] = [keyOf(roles.relayer), keyOf(roles.treasury)];
	const people = {
		fan: await fixture.fan(),
		friend: await fixture.fan(),
		creator: await fixture.fan(),
		gate: await fixture.fan(),
	};
	const byOrganizer = (name: string, args: Record<string, unknown>, signers: Keypair[] = []) =>
		fixture.call(organizer, event, name, args, eventV2.args, signers);
	const byRelayer = (name: string, args: Record<string, unknown>, signers: Keypair[] = []) =>
		fixture.call(relayer, registry, name, { event, ...args }, registryArgs, signers);

	await byOrganizer('set_gate', { gate: people.gate.publicKey(), on: true });
	await byOrganizer('pause', { by: organizer.publicKey(), on: true });
	await byOrganizer('pause', { by: organizer.publicKey(), on: false });
	const commission = {
		creator: people.creator.publicKey(),
		bps: 500,
		terms_hash: new Uint8Array(32).fill(5),
	};
	await byOrganizer('set_commission', commission);
	await allocate(fixture, event, 6);
	const credited = { splits: 1, credits: [{ creator: people.creator.publicKey(), weight: 10_000 }] };
	await settle(fixture, event, 1, [[Keypair.random().publicKey(), 3]], credited);
	const fiat = settledOrderId(0, 1, 0);
	await byOrganizer('mint_ticket', { to: people.friend.publicKey(), tier: 0, nonce: 1n });

	const bought = await fixture.buy(people.fan, event, [{ tier: 0, qty: 4 }]);
	const order = bought.tickets[0]! >> 5n;
	const price = 100_000_000n;
	for (const at of [0, 1, 2])
		await fixture.call(people.fan, event, 'list', { ticket: ticketId(order, at), price: price + BigInt(at) });
	await fixture.call(people.fan, event, 'unlist', { ticket: ticketId(order, 1) });
	const buy = (ticket: bigint) =>
		fixture.call(people.friend, event, 'buy_listed', {
			buyer: people.friend.publicKey(),
			ticket,
			max_price: price * 2n,
		});
	await buy(ticketId(order, 0));
	await byRelayer('list_custodial', { ticket: ticketId(fiat, 1), price });
	await buy(ticketId(fiat, 1));
	const claim = { order: fiat, mask: 0b100, to: people.friend.publicKey() };
	await byRelayer('claim_custodial', claim);

	await byOrganizer('distribute_ticket_revenue', { mask: 0b111, creators: [people.creator.publicKey()] });
	await byOrganizer('fund_refunds', { amount: 200_000_000n });
	await byOrganizer('refund', { order, mask: 0b10, credits: [] }, [people.fan]);
	const credits = [{ creator: people.creator.publicKey(), weight: 10_000, amount: price / 20n }];
	const reversal = { order: fiat, mask: 0b1, credits, evidence: new Uint8Array(32).fill(7) };
	await byRelayer('reverse_fiat', reversal, [treasury]);

	await byOrganizer('add_tier', {
		tier: fixture.tier({ price: 150_000_000n, capacity: 10, fiat_quota: 0 }),
		replaces: 0,
	});
	const elsewhere = await fixture.fan();
	await fixture.call(artist, event, 'redirect', { index: 1, to: elsewhere.publicKey() });
	await byOrganizer('postpone', { by: 1n });
	fixture.localnet.network.advance(secondsToDoors + 1);
	fixture.localnet.network.close();
	const entries = { gate: people.gate.publicKey(), orders: [[order, 0b1000]] };
	await fixture.call(people.gate, event, 'check_in', entries);
	return { event, ...people, orders: [order, fiat] };
}
