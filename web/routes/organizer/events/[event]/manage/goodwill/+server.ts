import { error, json } from '@sveltejs/kit';
import { actingFor } from '#lib/server/acting.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { eventToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { RequestHandler } from './$types';

/** Prepares a refund after the date by the event's own token, which no script holds. The relayer checks what it is asked for. */
export const POST: RequestHandler = async (event) => {
	const acting = actingFor(event);
	if (!acting.may.includes('event.publish')) error(403, 'not allowed');
	const wanted = await event.request.json().catch(() => null);
	try {
		const token = await eventToken(event, acting.account, event.params.event);
		const route = relayerFor({ token }).v1.events[':event'].goodwill;
		const offered = await unwrap(route.$post({ param: { event: event.params.event }, json: wanted }));
		return json(offered, { headers: { 'cache-control': 'no-store' } });
	} catch (cause) {
		if (!(cause instanceof PassaError)) throw cause;
		const { code, message, status } = cause;
		return json({ code, detail: message }, { status, headers: { 'cache-control': 'no-store' } });
	}
};
