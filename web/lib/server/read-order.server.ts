import { error } from '@sveltejs/kit';
import type { OrderView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { answered } from '../unwrap.ts';
import { relayerFor } from './relayer.server.ts';

type News = { after: string; wait: string; signal: AbortSignal };

/** An order by its read token, or the next version of it. Without the right token there is no such order, whether or not there is. */
export async function readOrder(
	reference: string,
	token: string | undefined,
	news?: News,
): Promise<OrderView> {
	if (!token) error(404, 'not found');
	try {
		const relayer = relayerFor({ token, signal: news?.signal });
		const query = news ? { after: news.after, wait: news.wait } : {};
		return await answered(relayer.v1.orders[':reference'].$get({ param: { reference }, query }));
	} catch (cause) {
		if (!(cause instanceof PassaError)) throw cause;
		if (cause.status < 500 && cause.status !== 429) error(404, 'not found');
		error(503, 'unavailable');
	}
}
