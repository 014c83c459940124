import type { EventView } from '#indexer/client.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import type { PageServerLoad } from './$types';

/** Shares of an event, for payees who have to agree to theirs. They are public on chain. */
export const load: PageServerLoad = async ({ params }) => ({
	event: await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(params.event)}`),
});
