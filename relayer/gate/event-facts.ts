import { eq } from 'drizzle-orm';
import type { EventAtGate, Failed } from '#shared/gate/entry-facts.ts';
import { type GateEventRow, gateEvents } from '../models/gates.ts';
import type { GateDeps } from './gate-deps.ts';
import { readEvent } from './sync-tickets.ts';

/** How old a reading of an event may be before the network is asked again. Milliseconds. */
const fresh = 10_000;

/**
 * An event for the decision: what its organizer set, and what the network said. While the network is away the last reading
 * counts, and the gates go on. `failed` if none was ever made. `row`: what the caller has read of it already.
 */
export async function eventFacts(
	deps: GateDeps,
	event: string,
	row?: GateEventRow | null,
): Promise<EventAtGate | Failed> {
	const known = row ?? (await rowOf(deps, event));
	if (known?.readAt && deps.clock.now() - known.readAt.getTime() < fresh) return factsOf(known);
	try {
		await readEvent(deps, event);
		const read = await rowOf(deps, event);
		return read ? factsOf(read) : 'failed';
	} catch (err) {
		deps.log.error({ event, err }, 'an event cannot be read for its gates');
		return known ? factsOf(known) : 'failed';
	}
}

async function rowOf({ db }: Pick<GateDeps, 'db'>, event: string): Promise<GateEventRow | null> {
	const [row] = await db.select().from(gateEvents).where(eq(gateEvents.event, event));
	return row ?? null;
}

/** `failed` for an event that was never read. */
export function factsOf({
	opensAt,
	closesAt,
	freezeAt,
	cancelled,
	reentry,
}: GateEventRow): EventAtGate | Failed {
	if (opensAt === null || closesAt === null || freezeAt === null) return 'failed';
	return {
		...{ cancelled, reentry },
		opensAt: opensAt * 1000,
		closesAt: closesAt * 1000,
		freezeAt: freezeAt * 1000,
	};
}
