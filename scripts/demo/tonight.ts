import { Keypair } from '@stellar/stellar-sdk';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { carryOut, planOperation } from '#shared/chain/submit/operate.ts';
import type { PassaFile } from '../passa-file.ts';
import { buyOnce } from './buy-once.ts';
import { asKept, type Demo, peopleOf, writeDemo } from './demo-file.ts';
import { Door } from './door.ts';
import { openWallets } from './open-wallets.ts';
import { type EventTimes, type Person, type Place, publishDemoEvent } from './publish-demo-event.ts';
import { newestMatch, type PlatformAt, SignedIn } from './signed-in.ts';
import {
	tonightEvent,
	tonightGates,
	tonightOrganizer,
	tonightPosts,
	tonightSupervisor,
} from './tonight-event.ts';
import { Wall } from './wall.ts';

export type Tonight = Required<Pick<PassaFile, 'gates' | 'passes'>> & {
	demo: Demo;
	/** Its contract. */
	event: string;
	people: PassaFile['people'];
};
type Services = PlatformAt & { relayer: string };

const minute = 60_000;
const hour = 60 * minute;
/** Its stalls are open to people without a smartphone. */
const tonightStaticTier = 0;
/** Codes last the day, so that a script finds one that works. */
const codeMinutes = 24 * 60;

/**
 * The event of today, with gates, a supervisor, and fans whose tickets open a pass. It is published once a day at most: a
 * later start finds it, or publishes the next when it is over. New enrolment codes come with each start. Throws the
 * services' own codes.
 */
export async function openTonight(place: Place, services: Services, begun: Demo): Promise<Tonight> {
	const { demo, times } = plan(begun, Date.now());
	writeDemo(place.dataDir, demo);
	const [organizer, artist, host] = peopleOf(demo).slice(-3) as [Person, Person, Person];
	if (!demo.tonight.ready) await openWallets(place.chain, place.deployment, [organizer, artist, host]);
	const event = await publishDemoEvent(place, {
		...{ event: { ...tonightEvent, inDays: 0, hour: 0 }, times, nonce: BigInt(demo.tonight.at) },
		team: { organizer, artist, host },
	});
	const [passes, door] = await Promise.all([
		fansBuy(place, demo, event),
		signsIn(services, organizer).then((person) => Door.of(services.relayer, person, event)),
	]);
	if (!demo.tonight.ready) {
		for (const gate of tonightGates) await door.add(gate);
		await door.allowStatic([tonightStaticTier]);
		await letsGateMark(place, organizer, event, await door.account());
		await joins(services, door.person);
		await new Wall(services, event).open(door.person, writersOf(demo, passes));
	}
	const ready = { ...demo, tonight: { ...demo.tonight, ready: true } };
	writeDemo(place.dataDir, ready);
	const { name, address } = tonightSupervisor;
	const login = `code sent to ${address}, read it at ${services.web}/outbox`;
	return {
		demo: ready,
		...{ event, passes },
		people: [{ name: `${name}, supervisor at the gates`, role: 'gate', login }],
		gates: await door.codes(codeMinutes),
	};
}

async function signsIn(services: Services, { key, name }: Person): Promise<SignedIn> {
	const person = await SignedIn.byWallet(services, key);
	await person.post('/v1/me/organizer', { name });
	return person;
}

type Planned = Demo & { tonight: NonNullable<Demo['tonight']> };

/** Goes on with the event that is not over, or begins the next. Its organizer, artist and venue are the last three people. */
export function plan(demo: Demo, now: number): { demo: Planned; times: EventTimes } {
	const known = demo.tonight && now < timesOf(demo.tonight.at).ends ? demo.tonight : null;
	const tonight = known ?? { at: Math.floor(now / 1000) * 1000, ready: false };
	const cast = (name: string, role: string): Person => ({ name, role, key: Keypair.random() });
	const more = demo.people.some(({ name }) => name === tonightOrganizer)
		? []
		: [
				cast(tonightOrganizer, 'organizer'),
				cast(tonightEvent.artist, 'artist'),
				cast(tonightEvent.host.name, tonightEvent.host.role),
			];
	const people = [...demo.people, ...asKept(more)];
	return { demo: { ...demo, people, tonight }, times: timesOf(tonight.at) };
}

/** Doors are open, and it starts in two to three hours, at a full hour. */
function timesOf(at: number): EventTimes {
	const starts = Math.ceil((at + 2 * hour) / hour) * hour;
	return { doors: at - minute, starts, ends: starts + tonightEvent.hours * hour };
}

/** One fan has two seats in the stalls, another sits on the balcony. */
async function fansBuy({ chain }: Place, demo: Demo, event: string): Promise<Tonight['passes']> {
	const fans = peopleOf(demo).filter(({ role }) => role === 'fan');
	const wanted = [
		{ fan: fans[0]!, tier: 0, qty: 2 },
		{ fan: fans[1]!, tier: 1, qty: 1 },
	];
	return Promise.all(
		wanted.map(async ({ fan, tier, qty }) => {
			const order = await buyOnce(chain, fan.key, event, [{ tier, qty }]);
			return { event, order: String(order), holder: fan.name };
		}),
	);
}

/** Those who bought write for the wall. */
const writersOf = (demo: Demo, passes: Tonight['passes']) =>
	passes.map(({ order, holder }, i) => {
		const { key } = peopleOf(demo).find(({ name, role }) => name === holder && role === 'fan')!;
		return { key, order, name: holder.split(' ')[0]!, posts: tonightPosts[i]! };
	});

/** The organizer's wallet lets the relayer's account mark tickets as used on the ledger. */
async function letsGateMark({ chain }: Place, organizer: Person, event: string, gate: string): Promise<void> {
	const planned = await planOperation(chain, event, { do: 'set-gate', gate, on: true });
	await carryOut(chain, planned, signWith(organizer.key, chain.passphrase));
}

/** A supervisor is invited and joins. Repeated after an interruption, nobody is invited twice. */
async function joins(services: Services, organizer: SignedIn): Promise<void> {
	const { address } = tonightSupervisor;
	const supervisor = await SignedIn.byCode(services, address);
	const { teams } = await supervisor.get<{ teams: unknown[] }>('/v1/me');
	if (teams.length > 0) return;
	const rights = { permissions: ['checkin.scan', 'checkin.supervise'], events: null, until: null };
	await organizer.post('/v1/team/invitations', { to: address, ...rights });
	const token = (await newestMatch(services, address, /\/invitations\/[\w-]+/)).split('/').at(-1)!;
	await supervisor.post(`/v1/invitations/${token}/accept`);
}
