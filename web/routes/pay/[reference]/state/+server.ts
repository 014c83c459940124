import { json } from '@sveltejs/kit';
import { tokenOf } from '#lib/server/order-cookies.server.ts';
import { readOrder } from '#lib/server/read-order.server.ts';
import type { RequestHandler } from './$types';

const waitSeconds = 20;

/** The order, as soon as it is newer than `after`: the cookie opens it, so no script ever holds its token. */
export const GET: RequestHandler = async ({ params, url, cookies, request }) => {
	const after = url.searchParams.get('after') ?? '';
	const limit = AbortSignal.timeout((waitSeconds + 10) * 1000);
	const signal = AbortSignal.any([request.signal, limit]);
	const news = /^\d{1,9}$/.test(after) ? { after, wait: String(waitSeconds), signal } : undefined;
	const order = await readOrder(params.reference, tokenOf(cookies, params.reference), news);
	return json(order, { headers: { 'cache-control': 'no-store' } });
};
