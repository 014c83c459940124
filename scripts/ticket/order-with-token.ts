import { z } from 'zod';
import { relayerClient } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { readEnv } from '#shared/service/env.server.ts';
import { keptToken } from '../buy/kept-orders.ts';

/**
 * The relayer's routes of an M-Pesa order that was bought from this folder, and the header that opens them. Throws
 * METHOD_UNAVAILABLE, and ENV_INVALID if this folder does not know the order's token.
 */
export function orderWithToken(
	{ relayer, dataDir }: { relayer: string | undefined; dataDir: string },
	reference: string,
) {
	if (!relayer)
		throw new PassaError('METHOD_UNAVAILABLE', 'this Passa has no relayer, which keeps such tickets');
	const { PASSA_ORDER_TOKEN } = readEnv({
		PASSA_ORDER_TOKEN: z.string().optional().describe('the token of the order, as POST /v1/orders gave it'),
	});
	const token = PASSA_ORDER_TOKEN ?? keptToken(dataDir, reference);
	if (!token)
		throw new PassaError(
			'ENV_INVALID',
			'PASSA_ORDER_TOKEN must be the token of the order: it was not bought from here',
		);
	return {
		orders: relayerClient(relayer).v1.orders[':reference'],
		headers: { authorization: `Bearer ${token}` },
	};
}
