import type { Availability } from '#relayer/client.ts';
import { fromRelayer } from './relayer.server.ts';

const timeoutMs = 2000;

/** What M-Pesa can sell of an event's tiers; null while it cannot be asked, so that wallets still can buy. */
export async function mpesaAvailability(event: string): Promise<Availability[] | null> {
	const signal = AbortSignal.timeout(timeoutMs);
	const path = `/v1/events/${encodeURIComponent(event)}/availability`;
	const found = fromRelayer<{ items: Availability[] }>(path, { signal });
	return found.then(
		({ items }) => items,
		() => null,
	);
}
