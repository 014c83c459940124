import { Keypair } from '@stellar/stellar-sdk';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { entryNative, orderKey, readEventState } from '#shared/chain/state/event-state.ts';
import { boughtOrderId, ticketId } from '#shared/chain/state/ids.ts';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import { actOnTicket, quoteTicket } from '#shared/chain/submit/ticket-action.ts';
import { nairobiAheadMilliseconds } from '#shared/nairobi.ts';
import { buyByMpesa } from '../buy/by-mpesa.ts';
import type { Deployment } from '../deploy/deployment.ts';
import { buyOnce, onlyOrder } from './buy-once.ts';
import { asKept, type Demo, peopleOf, readDemo, writeDemo } from './demo-file.ts';
import { type DemoEvent, demoEvents } from './events.ts';
import { openWallets } from './open-wallets.ts';
import { type EventTimes, type Person, publishDemoEvent, type Team } from './publish-demo-event.ts';

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
	const people = peopleOf(cast);
	say('people get wallets');
	await openWallets(chain, deployment, people);
	say('organizers publish events');
	// One after the other, so that their numbers are always the same.
	const events: string[] = [];
	for (const [i, event] of demoEvents.entries()) {
		const to = { chain, deployment, dataDir };
		events.push(
			await publishDemoEvent(to, { event, times: timesOf(event), team: teamOf(people, i), nonce: 1n }),
		);
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

export const newCast = (): Demo['people'] => asKept(castOf(demoEvents));

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
const hour = 3_600_000;
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

const teamOf = (people: Person[], i: number): Team => ({
	organizer: people[3 * i]!,
	artist: people[3 * i + 1]!,
	host: people[3 * i + 2]!,
});

/** So many days from now, at that hour in Nairobi. */
function timesOf({ inDays, hour: at, hours }: DemoEvent): EventTimes {
	const start = new Date();
	start.setUTCDate(start.getUTCDate() + inDays);
	start.setUTCHours(at, 0, 0, 0);
	const starts = start.getTime() - nairobiAheadMilliseconds;
	return { doors: starts - hour, starts, ends: starts + hours * hour };
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
	for (const [event, items] of orders) await buyOnce(chain, fan, event, items);
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
