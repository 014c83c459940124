import { error, type RequestEvent } from '@sveltejs/kit';
import type { OrderView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { webConfig } from '../../server/config.server.ts';
import { relayerFor } from '../../server/relayer.server.ts';
import { sessionToken } from '../../server/session.server.ts';
import { unwrap } from '../../unwrap.ts';
import { allOrders, type OwnOrders } from './all-orders.ts';
import { rememberedToken, rememberOrder } from './order-cookies.server.ts';

const none: OwnOrders = { items: [], chainOrders: [] };

/**
 * All of the account's orders and those that name its proved numbers, newest first, from any device. None for a guest, or
 * while the relayer does not answer; those that were read where it stops answering.
 */
export async function ownOrders(event: RequestEvent): Promise<OwnOrders> {
	if (!event.locals.person || !webConfig().RELAYER_URL) return none;
	const token = await sessionToken(event);
	if (!token) return none;
	return allOrders(async (cursor) => {
		const query = cursor === null ? {} : { cursor };
		return unwrap(relayerFor({ token }).v1.orders.$get({ query })).catch(() => null);
	});
}

/**
 * The token that opens most of an order: this browser's cookie if it is the order's own, else the account's, which is the
 * order's own, too, for the number that paid. The latter sets no cookie, so the next person at this machine cannot open
 * the order after the account signs out.
 */
export function orderToken(event: RequestEvent, reference: string): Promise<string | undefined> {
	const known = found.get(event.request) ?? findToken(event, reference);
	found.set(event.request, known);
	return known;
}

/** Of a request, since each part of a page needs it. A request is for one order. */
const found = new WeakMap<Request, Promise<string | undefined>>();

async function findToken(event: RequestEvent, reference: string): Promise<string | undefined> {
	const remembered = rememberedToken(event.cookies, reference);
	if (!event.locals.person || (remembered && (await isHolder(reference, remembered)))) return remembered;
	const own = (await ownOrders(event)).items.find((each) => each.reference === reference);
	return own?.token ?? remembered;
}

/**
 * Keeps a token that a link gave, if this browser does not hold the order's own: that of a message only reads. Throws
 * 404 for one that opens nothing: a wrong link replaces no right cookie.
 */
export async function keepLink(event: RequestEvent, reference: string, token: string): Promise<void> {
	const { access } = await readOrder(reference, token);
	const known = rememberedToken(event.cookies, reference);
	if (access === 'contact' && known && (await isHolder(reference, known))) return;
	rememberOrder(event.cookies, event.url, reference, token);
}

const isHolder = (reference: string, token: string): Promise<boolean> =>
	readOrder(reference, token).then(
		({ access }) => access === 'holder',
		() => false,
	);

/** Waits up to `wait` seconds for a version above `after`. */
type Poll = { after: string; wait: string; signal: AbortSignal };

/** The order. A missing or wrong token gets the same 404 as a missing order; the relayer's faults become 503. */
export async function readOrder(
	reference: string,
	token: string | undefined,
	poll?: Poll,
): Promise<OrderView> {
	if (!token) error(404, 'not found');
	try {
		const relayer = relayerFor({ token, signal: poll?.signal });
		const query = poll ? { after: poll.after, wait: poll.wait } : {};
		return await unwrap(relayer.v1.orders[':reference'].$get({ param: { reference }, query }));
	} catch (cause) {
		if (!(cause instanceof PassaError)) throw cause;
		if (cause.status < 500 && cause.status !== 429) error(404, 'not found');
		error(503, 'unavailable');
	}
}
