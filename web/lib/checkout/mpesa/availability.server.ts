import type { Availability } from '#relayer/client.ts';
import { relayerFor } from '../../server/relayer.server.ts';
import { unwrap } from '../../unwrap.ts';

const timeoutMs = 2000;

/** What M-Pesa can sell of an event's tiers. Null while the relayer does not answer, so that wallets can still buy. */
export async function mpesaAvailability(event: string): Promise<Availability[] | null> {
	try {
		const relayer = relayerFor({ signal: AbortSignal.timeout(timeoutMs) });
		const asked = relayer.v1.events[':event'].availability.$get({ param: { event } });
		return (await unwrap(asked)).items;
	} catch {
		return null;
	}
}
