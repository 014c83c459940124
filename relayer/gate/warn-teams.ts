import { and, eq, gt, lt } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { namedUuid } from '#shared/named-uuid.server.ts';
import type { PlatformGateway } from '../contacts/platform-gateway.ts';
import { gateEvents } from '../models/gates.ts';
import { events } from '../models/tiers.ts';
import type { GateDeps } from './gate-deps.ts';
import { entriesDiffer, gateChecksOf, readinessOf } from './readiness.ts';
import { readEvent } from './sync-tickets.ts';

type Deps = Pick<GateDeps, 'db' | 'chain' | 'log'> & {
	clock: Clock;
	platform: PlatformGateway | null;
	/** Puts entries on chain. */
	gateAccount: string;
};

const day = 86_400_000;
/** An event that nobody named a gate of is read, to see when its doors open, from so long before its end. */
const longestEvent = 7 * day;
const atOnce = 100;

/**
 * From 24 hours before the doors open until they do: the team of an event hears once that a line of its checklist is red. A
 * red line that comes back, or another one, makes no second message: the page shows all. While the platform is away, the next
 * run tells them. Returns the events with a red line.
 */
export async function warnTeams(deps: Deps): Promise<string[]> {
	const { db, clock, platform, gateAccount } = deps;
	if (!platform) return [];
	await readUnknown(deps);
	const now = clock.now();
	const soon = await db
		.select({ event: events.event, name: events.name, opensAt: gateEvents.opensAt })
		.from(gateEvents)
		.innerJoin(events, eq(events.event, gateEvents.event))
		.where(
			and(
				eq(gateEvents.cancelled, false),
				gt(gateEvents.opensAt, Math.floor(now / 1000)),
				lt(gateEvents.opensAt, Math.floor((now + day) / 1000)),
			),
		);
	if (soon.length === 0) return [];
	const { statement, signer } = await readinessOf(deps, gateAccount);
	const isPassaRed = !statement.isFresh || signer?.isFunded === false;
	const red: string[] = [];
	for (const { event, name, opensAt } of soon) {
		const checks = (await gateChecksOf(deps, event)) ?? [];
		const isRed =
			isPassaRed || checks.some(({ state }) => state === 'todo') || (await entriesDiffer(db, event));
		if (!isRed) continue;
		red.push(event);
		// A postponed event has another day, and its own message.
		const id = namedUuid(`checklist ${event} ${opensAt}`);
		await platform.notifyOrganizers(event, { id, eventName: name, about: 'checklist' }).catch((err) => {
			deps.log.warn({ event, err }, 'the team of an event is not told of its checklist yet');
		});
	}
	return red;
}

/** Events that end soon and that have never been read for gates: a day before the doors it is late to have none. */
async function readUnknown(deps: Deps): Promise<void> {
	const { db, clock, log } = deps;
	const seconds = (milliseconds: number) => BigInt(Math.floor(milliseconds / 1000));
	const ending = await db
		.select({ event: events.event })
		.from(events)
		.where(
			and(gt(events.endsAt, seconds(clock.now())), lt(events.endsAt, seconds(clock.now() + longestEvent))),
		);
	const known = await db.select({ event: gateEvents.event, opensAt: gateEvents.opensAt }).from(gateEvents);
	const read = new Set(known.filter(({ opensAt }) => opensAt !== null).map(({ event }) => event));
	for (const { event } of ending.filter((each) => !read.has(each.event)).slice(0, atOnce))
		await readEvent(deps, event).catch((err) =>
			log.warn({ event, err }, 'an event cannot be read for its checklist'),
		);
}
