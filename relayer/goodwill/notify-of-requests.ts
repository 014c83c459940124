import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { nairobiTime } from '#shared/nairobi.ts';
import { namedUuid } from '#shared/named-uuid.server.ts';
import type { PlatformGateway } from '../contacts/platform-gateway.ts';
import { refundRequests } from '../models/refund-requests.ts';
import type { Database } from '../models/schema.ts';
import { events } from '../models/tiers.ts';

type NotifyDeps = { db: Database; clock: Clock; platform: PlatformGateway | null };

const atOnce = 20;
const isUnnotified = and(isNull(refundRequests.toldAt), eq(refundRequests.state, 'asked'));

/**
 * Notifies the organizers of events whose fans ask for their money: one message for each event and day, however many ask. A request
 * waits while the platform is away.
 */
export async function notifyOfRequests({ db, clock, platform }: NotifyDeps): Promise<void> {
	if (!platform) return;
	const waiting = await db
		.select({ event: events.event, name: events.name })
		.from(refundRequests)
		.innerJoin(events, eq(events.event, refundRequests.event))
		.where(isUnnotified)
		.groupBy(events.event, events.name)
		// So one that cannot be reached does not keep others waiting.
		.orderBy(sql`random()`)
		.limit(atOnce);
	const now = new Date(clock.now());
	const day = nairobiTime(now.getTime()).slice(0, 10);
	for (const { event, name } of waiting) {
		const id = namedUuid(`asked ${event} ${day}`);
		await platform.notifyOrganizers(event, { id, eventName: name, about: 'money' });
		await db
			.update(refundRequests)
			.set({ toldAt: now })
			.where(and(isUnnotified, eq(refundRequests.event, event)));
	}
}
