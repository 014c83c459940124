import { json } from '@sveltejs/kit';
import { orderToken, readOrder } from '#lib/checkout/mpesa/order-access.server.ts';
import type { RequestHandler } from './$types';

const waitSeconds = 20;
/** The visitor closed the connection, so nobody reads this answer. It is no fault, and nothing is logged. */
const left = 499;

/** The order, once its version is above `after` or the wait is over. A cookie opens it, so no script holds its token. */
export const GET: RequestHandler = async (event) => {
	const { params, url, request } = event;
	const after = url.searchParams.get('after') ?? '';
	const limit = AbortSignal.timeout((waitSeconds + 10) * 1000);
	const signal = AbortSignal.any([request.signal, limit]);
	const poll = /^\d{1,9}$/.test(after) ? { after, wait: String(waitSeconds), signal } : undefined;
	try {
		const order = await readOrder(params.reference, await orderToken(event, params.reference), poll);
		return json(order, { headers: { 'cache-control': 'no-store' } });
	} catch (cause) {
		if (!request.signal.aborted) throw cause;
		return new Response(null, { status: left });
	}
};
