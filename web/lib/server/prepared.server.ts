import { error, json, type RequestEvent } from '@sveltejs/kit';
import { PassaError } from '#shared/errors.ts';
import { actingFor } from './acting.server.ts';
import { relayerFor } from './relayer.server.ts';
import { eventToken } from './session.server.ts';

type OfEvent = ReturnType<typeof relayerFor>['v1']['events'][':event'];
/** What the page's script sent, as it came: the relayer checks it. */
type Asked = { param: { event: string }; json: never };
const headers = { 'cache-control': 'no-store' };

/** A call that the relayer prepares for the organizer's wallet, by the event's own token, which no script holds. */
export async function prepared(
	event: RequestEvent & { params: { event: string } },
	ask: (of: OfEvent, asked: Asked) => Promise<unknown>,
): Promise<Response> {
	const acting = actingFor(event);
	if (!acting.may.includes('event.publish')) error(403, 'not allowed');
	const wanted = (await event.request.json().catch(() => null)) as never;
	const { params } = event;
	try {
		const token = await eventToken(event, acting.account, params.event);
		const of = relayerFor({ token }).v1.events[':event'];
		return json(await ask(of, { param: { event: params.event }, json: wanted }), { headers });
	} catch (cause) {
		if (!(cause instanceof PassaError)) throw cause;
		const { code, message, status } = cause;
		return json({ code, detail: message }, { status, headers });
	}
}
