import { error, type RequestEvent } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { actingFor, publishes } from '../server/acting.server.ts';
import { fromIndexer } from '../server/indexer.server.ts';
import { relayerFor } from '../server/relayer.server.ts';
import { eventToken } from '../server/session.server.ts';

export type GatesVisit = RequestEvent & { params: { event: string } };

/** The event and its gates at the relayer, for members who may supervise entries. Everybody else gets 404. */
export async function gatesOf(visit: GatesVisit) {
	const acting = actingFor(visit);
	const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(visit.params.event)}`);
	if (!publishes(acting, event) || !acting.may.includes('checkin.supervise')) error(404, 'not found');
	const token = await eventToken(visit, acting.account, event.address);
	const of = relayerFor({ token }).v1.events[':event'];
	return { acting, event, of, param: { event: event.address } };
}

/** The names of an event's ticket types, by their number. */
export const tierNames = (event: EventView): { index: number; name: string }[] =>
	event.tiers.map(({ index, name }) => ({ index, name: name ?? String(index + 1) }));
