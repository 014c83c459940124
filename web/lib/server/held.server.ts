import type { RequestEvent } from '@sveltejs/kit';
import { deviceToken } from './device.server.ts';
import { relayerFor } from './relayer.server.ts';
import { sessionToken } from './session.server.ts';

/** Sending to the network may take a while. */
const withinMs = 25_000;

/** The relayer's routes of accounts that Passa holds, for this visitor. */
export async function heldRoutes(event: RequestEvent) {
	const [token, device] = await Promise.all([sessionToken(event), deviceToken(event)]);
	const signal = AbortSignal.timeout(withinMs);
	return relayerFor({ token, device, address: event.getClientAddress(), signal }).v1.held;
}
