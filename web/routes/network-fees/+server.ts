import { json, type RequestEvent } from '@sveltejs/kit';
import { deviceToken } from '#lib/server/device.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError, problem } from '#shared/errors.ts';
import type { RequestHandler } from './$types';

/** Waits longer than the relayer does for a busy network. */
const withinMs = 20_000;

/** Whether the relayer would pay this visitor's network fee. */
export const GET: RequestHandler = (event) => answered(async () => unwrap((await routes(event)).$get()));

/** Hands a signed call to the relayer, which pays its network fee. The visitor's own token, device and address say who asks. */
export const POST: RequestHandler = (event) =>
	answered(async () => {
		const { envelope } = (await event.request.json().catch(() => ({}))) as { envelope?: unknown };
		return unwrap((await routes(event)).$post({ json: { envelope: String(envelope ?? '') } }));
	});

async function routes(event: RequestEvent) {
	const [token, device] = await Promise.all([sessionToken(event), deviceToken(event)]);
	const signal = AbortSignal.timeout(withinMs);
	return relayerFor({ token, device, address: event.getClientAddress(), signal }).v1['network-fees'];
}

async function answered(work: () => Promise<object>): Promise<Response> {
	const headers = { 'cache-control': 'no-store' };
	try {
		return json(await work(), { headers });
	} catch (error) {
		if (!(error instanceof PassaError)) throw error;
		return json(problem(error), { status: error.status, headers });
	}
}
