import { error } from '@sveltejs/kit';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { fromRelayer } from './relayer.server.ts';

/** An order by its read token. Without the right one there is no such order, whether or not it exists. */
export async function readOrder(
	reference: string,
	token: string | undefined,
	query = '',
	signal?: AbortSignal,
): Promise<PayOrder> {
	if (!token) error(404, 'not found');
	try {
		return await fromRelayer<PayOrder>(`/v1/orders/${encodeURIComponent(reference)}${query}`, {
			token,
			signal,
		});
	} catch (cause) {
		if (!(cause instanceof PassaError)) throw cause;
		if (cause.status < 500 && cause.status !== 429) error(404, 'not found');
		error(503, 'unavailable');
	}
}
