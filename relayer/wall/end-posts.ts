import { and, gt, inArray, lt, ne, not } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { wallKeptDays } from '#shared/wall-words.ts';
import { readEvent, readOrders } from '../gate/sync-tickets.ts';
import { gateTickets } from '../models/gates.ts';
import { events } from '../models/tiers.ts';
import { wallBlocks, wallPosts } from '../models/wall.ts';
import { holdsNow, isItsTicket } from './holds-now.ts';
import type { WallDeps } from './wall-deps.ts';

type Deps = Pick<WallDeps, 'db' | 'clock' | 'chain' | 'log'>;

const day = 24 * 3_600_000;

/**
 * Hides posts whose ticket has another holder by now, or was given back. Reads from the ledger again where something
 * happened to a ticket. Any number of processes may do so. Returns how many posts were hidden.
 */
export async function hideLostPosts(deps: Deps): Promise<number> {
	const { db, log } = deps;
	const isLive = ne(wallPosts.state, 'hidden');
	const stale = await db
		.selectDistinct({ event: gateTickets.event, chainOrder: gateTickets.chainOrder })
		.from(wallPosts)
		.innerJoin(gateTickets, isItsTicket)
		.where(and(isLive, gt(gateTickets.changedLedger, gateTickets.readLedger)));
	for (const event of new Set(stale.map((each) => each.event))) {
		try {
			const { version } = await readEvent(deps, event);
			const orders = stale.filter((each) => each.event === event).map(({ chainOrder }) => chainOrder);
			await readOrders(deps, { event, version }, orders);
		} catch (err) {
			// The next round tries again; until then the last reading counts.
			log.error({ event, err }, 'tickets of posts cannot be read');
		}
	}
	const set = { state: 'hidden', hiddenFor: 'ticket', decidedAt: nowOf(deps), decidedBy: null } as const;
	const hidden = await db
		.update(wallPosts)
		.set(set)
		.where(and(isLive, not(holdsNow)))
		.returning({ id: wallPosts.id });
	return hidden.length;
}

/** Deletes posts and blocks some days after their event's end. Returns how many posts were deleted. */
export async function deleteOldPosts({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<number> {
	const before = BigInt(Math.floor((clock.now() - wallKeptDays * day) / 1000));
	const over = db.select({ event: events.event }).from(events).where(lt(events.endsAt, before));
	await db.delete(wallBlocks).where(inArray(wallBlocks.event, over));
	const gone = await db
		.delete(wallPosts)
		.where(inArray(wallPosts.event, over))
		.returning({ id: wallPosts.id });
	return gone.length;
}
