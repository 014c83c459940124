import type { EventView } from '#indexer/client.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => ({
	event: await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(params.event)}`),
});
