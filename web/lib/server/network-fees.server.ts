import { json, type RequestEvent } from '@sveltejs/kit';
import { PassaError, problem } from '#shared/errors.ts';
import { deviceToken } from './device.server.ts';
import { relayerFor } from './relayer.server.ts';
import { sessionToken } from './session.server.ts';

/** Waits longer than the relayer does for a busy network. */
const withinMs = 20_000;

/** The relayer's routes of network fees. The visitor's own token, device and address say who asks. */
export async function feeRoutes(event: RequestEvent) {
	const [token, device] = await Promise.all([sessionToken(event), deviceToken(event)]);
	const signal = AbortSignal.timeout(withinMs);
	return relayerFor({ token, device, address: event.getClientAddress(), signal }).v1['network-fees'];
}

/** A text field of a JSON body. */
export async function textIn(event: RequestEvent, field: string): Promise<string> {
	const body = (await event.request.json().catch(() => null)) as Record<string, unknown> | null;
	return String(body?.[field] ?? '');
}

/** The answer of a service, or its refusal, for this visitor alone. */
export async function jsonAnswer(work: () => Promise<object>): Promise<Response> {
	const headers = { 'cache-control': 'no-store' };
	try {
		return json(await work(), { headers });
	} catch (error) {
		if (!(error instanceof PassaError)) throw error;
		return json(problem(error), { status: error.status, headers });
	}
}
