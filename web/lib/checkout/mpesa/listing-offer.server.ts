import type { RequestEvent } from '@sveltejs/kit';
import type { ListingOfferView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { relayerFor } from '../../server/relayer.server.ts';
import { unwrap } from '../../unwrap.ts';

const timeoutMs = 4000;

/** What a listed ticket costs by M-Pesa, or the code by which it is not sold so now. */
export type ByMpesa = { offer: ListingOfferView; unsold: null } | { offer: null; unsold: string };

export async function listingOffer(visit: RequestEvent, event: string, ticket: string): Promise<ByMpesa> {
	try {
		const { v1 } = relayerFor({ address: visit.getClientAddress(), signal: AbortSignal.timeout(timeoutMs) });
		const param = { event, ticket };
		return { offer: await unwrap(v1.events[':event'].listings[':ticket'].$get({ param })), unsold: null };
	} catch (error) {
		return { offer: null, unsold: error instanceof PassaError ? error.code : 'METHOD_UNAVAILABLE' };
	}
}
