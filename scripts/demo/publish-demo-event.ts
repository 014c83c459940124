import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Keypair } from '@stellar/stellar-sdk';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { type EventInit, Role } from '#shared/contract/event.ts';
import { parseRate, playRate, usdcFor } from '#shared/kes-rate.ts';
import type { Metadata } from '#shared/metadata.ts';
import { kesCents } from '#shared/money.ts';
import type { Picture } from '#shared/picture.ts';
import { placeHash } from '#shared/place-hash.ts';
import { platformFeeBps } from '../deploy/deploy.ts';
import type { Deployment } from '../deploy/deployment.ts';
import type { DemoEvent } from './events.ts';
import { keepPicture } from './keep-picture.ts';

export type Place = { chain: Chain; deployment: Deployment; dataDir: string };
/** Milliseconds since 1970, whole seconds. */
export type EventTimes = { doors: number; starts: number; ends: number };
export type Person = { name: string; role: string; key: Keypair };
export type Team = { organizer: Person; artist: Person; host: Person };

type Wanted = { event: DemoEvent; times: EventTimes; team: Team; nonce: bigint };

/** Shillings for one dollar, as the demo's organizers reckoned when they published. */
const rate = parseRate(playRate);
const day = 86_400n;
const mostComplimentary = 20;

/** Writes the document, and publishes the event unless the organizer did so before with this nonce. Returns its address. Throws PublishError. */
export async function publishDemoEvent(
	{ chain, deployment, dataDir }: Place,
	wanted: Wanted,
): Promise<string> {
	const { event, team, nonce } = wanted;
	const metadata = describe(wanted, keepPicture(dataDir, event.picture));
	const bytes = Buffer.from(JSON.stringify(metadata));
	const hash = createHash('sha256').update(bytes).digest();
	const file = `${hash.toString('hex')}.json`;
	mkdirSync(join(dataDir, 'metadata'), { recursive: true });
	writeFileSync(join(dataDir, 'metadata', file), bytes);

	const organizer = team.organizer.key;
	const init = initOf(wanted, metadata, deployment.roles.platform.address, {
		hash: new Uint8Array(hash),
		file,
	});
	const publication = { registry: deployment.registry, organizer: organizer.publicKey(), nonce, init };
	const published = await publish(chain, publication, signWith(organizer, chain.passphrase));
	return published.event;
}

function describe({ event, team, times }: Wanted, picture: Picture): Metadata {
	const { name, description, category, lineup, venue } = event;
	return {
		name,
		description,
		category,
		lineup,
		venue,
		starts_at: new Date(times.starts).toISOString(),
		ends_at: new Date(times.ends).toISOString(),
		picture,
		tiers: event.tiers.map((t) => ({ name: t.name, description: t.description })),
		payees: [
			{ name: team.organizer.name, role: 'organizer' },
			{ name: team.artist.name, role: 'artist' },
			{ name: team.host.name, role: event.host.role },
			{ name: 'Passa', role: 'platform' },
		],
	};
}

function initOf(
	{ event, team, times }: Wanted,
	metadata: Metadata,
	platform: string,
	{ hash, file }: { hash: Uint8Array; file: string },
): EventInit {
	const seconds = (at: number) => BigInt(Math.floor(at / 1000));
	const ends_at = seconds(times.ends);
	const payee = (person: Person, bps: number, role: Role) => ({ address: person.key.publicKey(), bps, role });
	const hostRole = event.host.role === 'venue' ? Role.Venue : Role.Promoter;
	return {
		name: event.name,
		uri: `metadata/${file}`,
		metadata_hash: hash,
		place_hash: placeHash(metadata.venue),
		complimentary: mostComplimentary,
		doors_at: seconds(times.doors),
		starts_at: seconds(times.starts),
		ends_at,
		payees: [
			payee(team.organizer, event.bps[0], Role.Organizer),
			payee(team.artist, event.bps[1], Role.Artist),
			payee(team.host, event.bps[2], hostRole),
			{ address: platform, bps: platformFeeBps, role: Role.Platform },
		],
		tiers: event.tiers.map((t) => ({
			price: usdcFor(kesCents(BigInt(t.kes) * 100n), rate),
			face: { currency: 0, amount: BigInt(t.kes) * 100n },
			capacity: t.capacity,
			fiat_quota: t.fiatQuota ?? Math.floor(t.capacity / 2),
			opens_at: 0n,
			closes_at: ends_at,
			per_order: t.perOrder,
		})),
		policy: policyOf(event, times),
	};
}

function policyOf({ reserveBps, refundDays, resale }: DemoEvent, times: EventTimes): EventInit['policy'] {
	const seconds = (at: number) => BigInt(Math.floor(at / 1000));
	return {
		consent: false,
		reserve_bps: reserveBps,
		release_at: reserveBps > 0 ? seconds(times.ends) + 3n * day : 0n,
		refund_until: refundDays ? seconds(times.starts) - BigInt(refundDays) * day : 0n,
		transferable: true,
		freeze_at: seconds(times.doors),
		resale_cap_bps: resale?.capBps ?? 0,
		resale_limit: resale?.limit ?? 0,
		royalty_bps: resale?.royaltyBps ?? 0,
		commission_cap_bps: 1000,
	};
}
