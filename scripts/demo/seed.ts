import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { entryNative, orderKey, readEventState } from '#shared/chain/state/event-state.ts';
import { boughtOrderId, ticketId } from '#shared/chain/state/ids.ts';
import { readPayees } from '#shared/chain/state/payee-standing.ts';
import { readAccount } from '#shared/chain/state/read-account.ts';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import { publish as publishEvent } from '#shared/chain/submit/publish.ts';
import { buy, quote } from '#shared/chain/submit/purchase.ts';
import { actOnTicket, quoteTicket } from '#shared/chain/submit/ticket-action.ts';
import { type EventInit, Role } from '#shared/contract/event.ts';
import type { PassaError } from '#shared/errors.ts';
import { parseRate, playRate, usdcFor } from '#shared/kes-rate.ts';
import type { Metadata } from '#shared/metadata.ts';
import { kesCents } from '#shared/money.ts';
import { nairobiAheadMilliseconds } from '#shared/nairobi.ts';
import type { Picture } from '#shared/picture.ts';
import { placeHash } from '#shared/place-hash.ts';
import { buyByMpesa } from '../buy/by-mpesa.ts';
import { platformFeeBps } from '../deploy/deploy.ts';
import { type Deployment, keyOf } from '../deploy/deployment.ts';
import { createAccounts, sendClassic } from '../deploy/send-classic.ts';
import { type Demo, readDemo, writeDemo } from './demo-file.ts';
import { type DemoEvent, demoEvents } from './events.ts';
import { keepPicture } from './keep-picture.ts';

type Person = { name: string; role: string; key: Keypair };

/** Shillings for one dollar, as the demo's organizers reckoned when they published. */
const rate = parseRate(playRate);
/** A fan's nonce at each event: the contract takes it once. */
const onlyOrder = 1n;

/**
 * Fills a localnet through its real interfaces: accounts, trust lines, events, purchases. Wallets are written to a
 * file first, so an interrupted demo continues: no event is published twice, and no order placed twice.
 */
export async function seedDemo(
	chain: Chain,
	deployment: Deployment,
	dataDir: string,
	say: (line: string) => void,
	relayer: string | null = null,
): Promise<Demo> {
	const cast = readDemo(dataDir) ?? { done: false, people: newCast() };
	if (cast.done) return cast;
	writeDemo(dataDir, cast);
	const people = cast.people.map(({ secret, ...p }) => ({ ...p, key: Keypair.fromSecret(secret) }));
	say('people get wallets');
	await openWallets(chain, deployment, people);
	say('organizers publish events');
	// One after the other, so that their numbers are always the same.
	const events: string[] = [];
	for (const [i, event] of demoEvents.entries()) {
		events.push(await publish(chain, deployment, dataDir, event, teamOf(people, i, event)));
	}
	say('fans buy the first tickets');
	const fans = people.filter((p) => p.role === 'fan');
	await Promise.all([
		...fans.map((fan, i) => firstPurchases(chain, fan.key, events, i)),
		...(relayer ? [firstByMpesa(relayer, events[0]!)] : []),
	]);
	await firstListing(chain, fans[2]!.key, events[1]!);
	const demo = { ...cast, done: true };
	writeDemo(dataDir, demo);
	return demo;
}

export const newCast = (): Demo['people'] =>
	castOf(demoEvents).map(({ name, role, key }) => ({
		name,
		role,
		login: 'wallet',
		address: key.publicKey(),
		secret: key.secret(),
	}));

/** A fan without a wallet buys two regular tickets once the relayer has the event's quota. */
async function firstByMpesa(relayer: string, event: string): Promise<void> {
	const tier = 1;
	for (const until = Date.now() + allocatedWithinMs; Date.now() < until; ) {
		const answer = await fetch(`${relayer}/v1/events/${event}/availability`);
		const { items = [] } = (await answer.json()) as { items?: { tier: number; left: number }[] };
		if (items.some((i) => i.tier === tier && i.left > 0)) break;
		await new Promise((done) => setTimeout(done, 100));
	}
	await buyByMpesa(relayer, { event, tier, qty: 2, phone: '254722000001' }, () => {});
}

const allocatedWithinMs = 30_000;
const hour = 3_600n;
const day = 24n * hour;
const mostComplimentary = 20;
const organizers = ['Wanjiru Events', 'Pwani Laughs Productions', 'Lakehub'];
const fans = ['Achieng', 'Otieno', 'Wambui', 'Kiprop'];

function castOf(events: DemoEvent[]): Person[] {
	const person = (name: string, role: string): Person => ({ name, role, key: Keypair.random() });
	return [
		...events.flatMap((e, i) => [
			person(organizers[i]!, 'organizer'),
			person(e.artist, 'artist'),
			person(e.host.name, e.host.role),
		]),
		...fans.map((name) => person(name, 'fan')),
	];
}

const teamOf = (people: Person[], i: number, event: DemoEvent) => ({
	organizer: people[3 * i]!,
	artist: people[3 * i + 1]!,
	host: { ...people[3 * i + 2]!, role: event.host.role },
});
type Team = ReturnType<typeof teamOf>;

/** The treasury pays for accounts, everyone opens a USDC trust line, the issuer gives fans something to spend. */
async function openWallets(chain: Chain, deployment: Deployment, people: Person[]): Promise<void> {
	const asset = new Asset(deployment.usdcAsset.code, deployment.usdcAsset.issuer);
	const addresses = people.map((p) => p.key.publicKey());
	// One transaction created all of them or none.
	const there = await readAccount(chain.rpcUrl, addresses[0]!).catch((error: PassaError) => {
		if (error.code !== 'ACCOUNT_UNKNOWN') throw error;
		return null;
	});
	const treasury = keyOf(deployment.roles.treasury);
	if (!there) await sendClassic(chain, [treasury], createAccounts(addresses, '150'));
	const standing = await readPayees({ ...chain, ...deployment }, addresses);
	await Promise.all(
		people
			.filter((p) => standing.get(p.key.publicKey())?.refusal === 'PAYEE_NO_TRUST_LINE')
			.map((p) => sendClassic(chain, [p.key], [Operation.changeTrust({ asset })])),
	);
	const gifts = people
		.filter((p) => p.role === 'fan')
		.map((p) => Operation.payment({ asset, amount: '2000', destination: p.key.publicKey() }));
	await sendClassic(chain, [keyOf(deployment.roles.issuer!)], gifts);
}

async function publish(
	chain: Chain,
	deployment: Deployment,
	dataDir: string,
	event: DemoEvent,
	team: Team,
): Promise<string> {
	const metadata = describe(event, team, keepPicture(dataDir, event.picture));
	const bytes = Buffer.from(JSON.stringify(metadata));
	const sha256 = createHash('sha256').update(bytes).digest();
	const name = `${sha256.toString('hex')}.json`;
	mkdirSync(join(dataDir, 'metadata'), { recursive: true });
	writeFileSync(join(dataDir, 'metadata', name), bytes);

	const organizer = team.organizer.key;
	const init = initOf(event, metadata, team, deployment.roles.platform.address, new Uint8Array(sha256), name);
	const publication = { registry: deployment.registry, organizer: organizer.publicKey(), nonce: 1n, init };
	const { event: address } = await publishEvent(chain, publication, signWith(organizer, chain.passphrase));
	return address;
}

function describe(event: DemoEvent, team: Team, picture: Picture): Metadata {
	const start = new Date();
	start.setUTCDate(start.getUTCDate() + event.inDays);
	start.setUTCHours(event.hour, 0, 0, 0);
	start.setTime(start.getTime() - nairobiAheadMilliseconds);
	const end = new Date(start.getTime() + event.hours * 3_600_000);
	const { name, description, category, lineup, venue } = event;
	return {
		name,
		description,
		category,
		lineup,
		venue,
		starts_at: start.toISOString(),
		ends_at: end.toISOString(),
		picture,
		tiers: event.tiers.map((t) => ({ name: t.name, description: t.description })),
		payees: [
			{ name: team.organizer.name, role: 'organizer' },
			{ name: team.artist.name, role: 'artist' },
			{ name: team.host.name, role: team.host.role },
			{ name: 'Passa', role: 'platform' },
		],
	};
}

function initOf(
	event: DemoEvent,
	metadata: Metadata,
	team: Team,
	platform: string,
	hash: Uint8Array,
	file: string,
): EventInit {
	const starts_at = BigInt(Date.parse(metadata.starts_at) / 1000);
	const ends_at = BigInt(Date.parse(metadata.ends_at) / 1000);
	const doors_at = starts_at - hour;
	const payee = (person: { key: Keypair }, bps: number, role: Role) => ({
		address: person.key.publicKey(),
		bps,
		role,
	});
	const hostRole = event.host.role === 'venue' ? Role.Venue : Role.Promoter;
	return {
		name: event.name,
		uri: `metadata/${file}`,
		metadata_hash: hash,
		place_hash: placeHash(metadata.venue),
		complimentary: mostComplimentary,
		doors_at,
		starts_at,
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
		policy: {
			consent: false,
			reserve_bps: event.reserveBps,
			release_at: event.reserveBps > 0 ? ends_at + 259_200n : 0n,
			refund_until: event.refundDays ? starts_at - BigInt(event.refundDays) * day : 0n,
			transferable: true,
			freeze_at: doors_at,
			resale_cap_bps: event.resale?.capBps ?? 0,
			resale_limit: event.resale?.limit ?? 0,
			royalty_bps: event.resale?.royaltyBps ?? 0,
			commission_cap_bps: 1000,
		},
	};
}

/** The first event's early birds are nearly gone: of twelve, two fans buy four each, and two buy one each. */
async function firstPurchases(chain: Chain, fan: Keypair, events: string[], index: number): Promise<void> {
	const orders: [string, { tier: number; qty: number }[]][] = [
		[
			events[0]!,
			[
				{ tier: 0, qty: index < 2 ? 4 : 1 },
				{ tier: 1, qty: 1 + index },
			],
		],
		[events[(index % 2) + 1]!, [{ tier: index % 2, qty: 1 }]],
	];
	for (const [event, items] of orders) {
		const { version } = await readEventState(chain.rpcUrl, event);
		const key = orderKey(event, boughtOrderId(fan.publicKey(), onlyOrder, items[0]!.tier), version);
		if ((await ledgerEntries(chain.rpcUrl, [key])).has(key)) continue;
		const quoted = await quote(chain, event, fan.publicKey(), items, onlyOrder);
		await buy(chain, quoted, signWith(fan, chain.passphrase));
	}
}

/** A fan who cannot come offers the ticket for a little more than it cost. */
async function firstListing(chain: Chain, fan: Keypair, event: string): Promise<void> {
	const { version, terms } = await readEventState(chain.rpcUrl, event);
	const id = boughtOrderId(fan.publicKey(), onlyOrder, 0);
	const key = orderKey(event, id, version);
	const entry = (await ledgerEntries(chain.rpcUrl, [key])).get(key);
	if (!entry || version.decodeOrder(entryNative(entry)).listed !== 0) return;
	const price = ((terms.tiers[0]!.price * 105n) / 100n / priceStep) * priceStep;
	const action = { do: 'list', ticket: ticketId(id, 0), price } as const;
	const quoted = await quoteTicket(chain, event, fan.publicKey(), action);
	await actOnTicket(chain, quoted, signWith(fan, chain.passphrase));
}

/** Stroops: prices are whole steps. */
const priceStep = 10_000n;
