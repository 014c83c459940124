import { and, desc, eq } from 'drizzle-orm';
import type { Reader } from '../models/schema.ts';
import { type EventRow, events } from '../models/tiers.ts';
import { type WallPolicy, wallEvents, wallPosts } from '../models/wall.ts';
import { findEvent } from '../orders/find-event.ts';
import { holdsNow } from './holds-now.ts';
import type { WallDeps } from './wall-deps.ts';

/** `over`: it was cancelled, or ended some hours ago. */
export const wallModes = ['off', 'on', 'paused', 'over'] as const;
export type WallMode = (typeof wallModes)[number];

/** People stay on after the end, and a screen with them. As for passes. Seconds. */
const after = 12 * 3600;
/** A screen turns through these, the newest first. */
const mostShown = 40;

type Settings = { policy: WallPolicy; paused: boolean };

export async function wallSettings(db: Reader, event: string): Promise<Settings> {
	const [row] = await db
		.select({ policy: wallEvents.policy, paused: wallEvents.paused })
		.from(wallEvents)
		.where(eq(wallEvents.event, event));
	return row ?? { policy: 'off', paused: false };
}

export function modeOf(
	event: Pick<EventRow, 'closed' | 'endsAt'>,
	settings: Settings,
	now: number,
): WallMode {
	if (settings.policy === 'off') return 'off';
	if (event.closed === 'CANCELLED' || now >= (Number(event.endsAt) + after) * 1000) return 'over';
	return settings.paused ? 'paused' : 'on';
}

/** What the screen shows: approved posts whose writers still hold their tickets. Throws FindEventError. */
export async function wallOfEvent({ db, clock }: Pick<WallDeps, 'db' | 'clock'>, wanted: string) {
	const event = await findEvent(db, wanted);
	const mode = modeOf(event, await wallSettings(db, event.event), clock.now());
	const isShown = and(eq(wallPosts.event, event.event), eq(wallPosts.state, 'shown'), holdsNow);
	const posts =
		mode === 'on'
			? await db
					.select({ id: wallPosts.id, text: wallPosts.text, name: wallPosts.name })
					.from(wallPosts)
					.where(isShown)
					.orderBy(desc(wallPosts.decidedAt), wallPosts.id)
					.limit(mostShown)
			: [];
	return { event: event.event, no: event.no, name: event.name, mode, posts };
}

/** The mode of an event's wall, by the contract's address. */
export async function modeOfEvent(
	{ db, clock }: Pick<WallDeps, 'db' | 'clock'>,
	event: string,
): Promise<WallMode> {
	const [row] = await db.select().from(events).where(eq(events.event, event));
	return row ? modeOf(row, await wallSettings(db, event), clock.now()) : 'off';
}
