import { Keypair, scValToNative } from '@stellar/stellar-sdk';
import { platformFeeBps } from '#scripts/deploy/deploy.ts';
import type { Deployment } from '#scripts/deploy/deployment.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { type Chain, signWith, submit } from '#shared/chain/submit/invoke.ts';
import { type EventInit, Role } from '#shared/contract/event.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { createEvent } from '#shared/contract/registry-args.ts';
import { openWallets } from '../fixtures/deployed-network.ts';

/** `cents` of KES and `stroops` are the price of a ticket; `tiers`: how many there are, all alike. */
type Wanted = {
	capacity: number;
	fiatQuota: number;
	organizer?: Keypair;
	tiers?: number;
	price?: { cents: bigint; stroops: bigint };
	policy?: Partial<EventInit['policy']>;
};

/** Publishes an event with cheap tickets that a whole crowd fits into, and four payees. Returns its address. */
export async function benchEvent(chain: Chain, deployment: Deployment, wanted: Wanted): Promise<string> {
	const people = [wanted.organizer ?? Keypair.random(), Keypair.random(), Keypair.random()];
	const { roles, registry } = deployment;
	await openWallets(chain, deployment, people);
	const addresses = people.map((k) => k.publicKey());
	const { closeTime } = await serverOf(chain).getLatestLedger();
	const organizer = people[0]!;
	const init = terms(BigInt(closeTime), addresses, roles.platform.address, wanted);
	const landed = await submit({
		chain,
		source: organizer.publicKey(),
		operation: createEvent(registry, eventV2, { organizer: organizer.publicKey(), nonce: 1n, init }),
		sign: signWith(organizer, chain.passphrase),
	});
	return scValToNative(landed.returnValue!) as string;
}

function terms(
	now: bigint,
	[organizer, artist, venue]: string[],
	platform: string,
	{ capacity, fiatQuota, tiers = 1, price = { cents: 1_300n, stroops: 1_000_000n }, policy = {} }: Wanted,
): EventInit {
	const startsAt = now + 864_000n;
	const endsAt = startsAt + 14_400n;
	return {
		name: 'A crowd',
		uri: 'metadata/bench.json',
		metadata_hash: new Uint8Array(32),
		place_hash: new Uint8Array(32),
		complimentary: 0,
		doors_at: startsAt,
		starts_at: startsAt,
		ends_at: endsAt,
		payees: [
			{ address: organizer!, bps: 5000, role: Role.Organizer },
			{ address: artist!, bps: 3000, role: Role.Artist },
			{ address: venue!, bps: 1500, role: Role.Venue },
			{ address: platform, bps: platformFeeBps, role: Role.Platform },
		],
		tiers: Array.from({ length: tiers }, () => ({
			price: price.stroops,
			face: { currency: 0, amount: price.cents },
			capacity,
			fiat_quota: fiatQuota,
			opens_at: 0n,
			closes_at: endsAt,
			per_order: 20,
		})),
		policy: {
			reserve_bps: 0,
			release_at: 0n,
			refund_until: 0n,
			transferable: true,
			freeze_at: startsAt,
			resale_cap_bps: 0,
			resale_limit: 0,
			royalty_bps: 0,
			commission_cap_bps: 0,
			consent: false,
			...policy,
		},
	};
}
