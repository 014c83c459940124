import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import type { PassaFile } from '#scripts/passa-file.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import { type EventInit, Role } from '#shared/contract/event.ts';
import { PassaError } from '#shared/errors.ts';
import type { Metadata } from '#shared/metadata.ts';
import { placeHash } from '#shared/place-hash.ts';
import type { Visit } from './visit.ts';

const day = 86_400n;
const venue = { name: 'Uhuru Gardens', city: 'Nairobi' };

export type OwnEvent = { name: string; address: string; secret: string };

/** A demo person of a role who holds a wallet. Throws NO_DEMO. */
export function personOf({ people }: PassaFile, role: string): { address: string; secret: string } {
	const found = people.find((p) => p.role === role && p.address && p.secret);
	if (found) return { address: found.address!, secret: found.secret! };
	throw new PassaError('NO_DEMO', 'these stories need the demo: start without --no-demo');
}

/**
 * Publishes an event of the demo's first organizer that only one story changes: one ticket type for KES 1,000, and
 * three tickets to give away. With `consent` nothing sells before the artist agrees. `refundable`: until a day before
 * the start, and payees get nothing before the end. `resale`: fans may sell at up to the price. `artist`: another address than the
 * demo's. `tonight`: its doors are open, and it starts in three hours. `organizer`: another one than the demo's first.
 */
export async function ownEvent(
	passa: PassaFile,
	dataDir: string,
	{
		consent = false,
		refundable = false,
		resale = false,
		tonight = false,
		artist = personOf(passa, 'artist').address,
		organizer = personOf(passa, 'organizer'),
	} = {},
): Promise<OwnEvent> {
	const chain = { rpcUrl: passa.rpc, passphrase: passa.networkPassphrase };
	const { registry } = passa.contracts;
	const { platform, platform_fee_bps: fee } = await readRegistryConfig(passa.rpc, registry);
	const now = BigInt(Math.floor(Date.now() / 1000));
	const starts = now + (tonight ? 10_800n : 30n * day);
	const doors = tonight ? now - 60n : starts;
	const name = `Rooftop Rumba ${crypto.randomUUID().slice(0, 4)}`;
	const hash = writeDocument(dataDir, name, starts);
	const init: EventInit = {
		name,
		uri: `metadata/${hash.toString('hex')}.json`,
		metadata_hash: new Uint8Array(hash),
		place_hash: placeHash(venue),
		complimentary: 3,
		doors_at: doors,
		starts_at: starts,
		ends_at: starts + 4n * 3600n,
		payees: [
			{ address: organizer.address, bps: 6000 - Number(fee), role: Role.Organizer },
			{ address: artist, bps: 4000, role: Role.Artist },
			{ address: platform, bps: Number(fee), role: Role.Platform },
		],
		tiers: [
			{
				price: 77_600_000n,
				face: { currency: 0, amount: 100_000n },
				capacity: 50,
				fiat_quota: 10,
				opens_at: 0n,
				closes_at: starts,
				per_order: 10,
			},
		],
		policy: policyOf({ consent, refundable, resale }, { starts, doors }),
	};
	const nonce = crypto.getRandomValues(new BigUint64Array(1))[0]!;
	const publication = { registry, organizer: organizer.address, nonce, init };
	const sign = signWith(Keypair.fromSecret(organizer.secret), chain.passphrase);
	const { event, ledger } = await publish(chain, publication, sign);
	await shown(passa, event, ledger);
	return { name, address: event, secret: organizer.secret };
}

const policyOf = (
	{ consent, refundable, resale }: { consent: boolean; refundable: boolean; resale: boolean },
	{ starts, doors }: { starts: bigint; doors: bigint },
): EventInit['policy'] => ({
	consent,
	reserve_bps: refundable ? 10_000 : 0,
	release_at: refundable ? starts + 4n * 3600n : 0n,
	refund_until: refundable ? starts - day : 0n,
	transferable: true,
	freeze_at: doors,
	resale_cap_bps: resale ? 10_000 : 0,
	resale_limit: resale ? 3 : 0,
	royalty_bps: 0,
	commission_cap_bps: 0,
});

function writeDocument(dataDir: string, name: string, starts: bigint): Buffer {
	const at = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString();
	const document: Metadata = {
		name,
		description: 'Guitars, congas and the lights of the city.',
		category: 'music',
		venue,
		starts_at: at(starts),
		ends_at: at(starts + 4n * 3600n),
		tiers: [{ name: 'Regular' }],
		payees: [
			{ name: 'Wanjiru Events', role: 'organizer' },
			{ name: 'Muthoni', role: 'artist' },
			{ name: 'Passa', role: 'platform' },
		],
	};
	const bytes = Buffer.from(JSON.stringify(document));
	const hash = createHash('sha256').update(bytes).digest();
	mkdirSync(join(dataDir, 'metadata'), { recursive: true });
	writeFileSync(join(dataDir, 'metadata', `${hash.toString('hex')}.json`), bytes);
	return hash;
}

/** Waits until the indexer has the event and its document. */
async function shown({ indexer }: PassaFile, event: string, ledger: number): Promise<void> {
	for (const end = Date.now() + 30_000; Date.now() < end; ) {
		const answer = await fetch(`${indexer}/v1/events/${event}?minLedger=${ledger}`);
		const view = answer.ok ? ((await answer.json()) as { metadata: { verified: boolean } }) : null;
		if (view?.metadata.verified) return;
		await new Promise((done) => setTimeout(done, 200));
	}
	throw new Error(`${event} is not shown`);
}

/** The demo's organizer signs in with its wallet, and is one afterwards. */
export async function organizerSignsIn(visit: Visit, secret: string): Promise<void> {
	const { page } = visit;
	await visit.open('/sign-in?by=wallet&next=/organizer');
	await page.evaluate((key) => localStorage.setItem('passa.demo-wallet', key), secret);
	await page.getByRole('button', { name: 'Continue with the demo wallet' }).click();
	await page.waitForURL((url) => url.pathname === '/organizer', { timeout: 30_000 });
	await visit.reads(/Your events|Organize with Passa/);
	const name = page.getByLabel('The name that fans see');
	if (await name.isVisible()) {
		await name.fill('Wanjiru Events');
		await page.getByRole('button', { name: 'Become an organizer' }).click();
		await page.getByRole('button', { name: 'New event' }).first().waitFor({ timeout: 30_000 });
	}
}
