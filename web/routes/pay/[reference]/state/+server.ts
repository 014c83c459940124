import { json } from '@sveltejs/kit';
import { keyOf } from '#lib/checkout/mpesa/order-access.server.ts';
import { readOrder } from '#lib/server/read-order.server.ts';
import type { RequestHandler } from './$types';

const waitSeconds = 20;

/** The order, as soon as it is newer than `after`: cookies open it, so no script ever holds its token. */
export const GET: RequestHandler = async (event) => {
	const { params, url, request } = event;
	const after = url.searchParams.get('after') ?? '';
	const limit = AbortSignal.timeout((waitSeconds + 10) * 1000);
	const signal = AbortSignal.any([request.signal, limit]);
	const news = /^\d{1,9}$/.test(after) ? { after, wait: String(waitSeconds), signal } : undefined;
	const order = await readOrder(params.reference, await keyOf(event, params.reference), news);
	return json(order, { headers: { 'cache-control': 'no-store' } });
};
