import { error, type RequestEvent } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { actingFor, publishes } from '../server/acting.server.ts';
import { fromIndexer } from '../server/indexer.server.ts';
import { relayerFor } from '../server/relayer.server.ts';
import { eventToken } from '../server/session.server.ts';

export type WallVisit = RequestEvent & { params: { event: string } };

/** The event and its wall at the relayer, for members who may moderate. Everybody else gets 404. */
export async function wallOf(visit: WallVisit) {
	const acting = actingFor(visit);
	const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(visit.params.event)}`);
	if (!publishes(acting, event) || !acting.may.includes('content.moderate')) error(404, 'not found');
	const token = await eventToken(visit, acting.account, event.address);
	const { wall } = relayerFor({ token }).v1.events[':event'];
	return { event, wall, param: { event: event.address } };
}
