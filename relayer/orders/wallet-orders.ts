import { z } from 'zod';
import { indexerClient } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';

const orderShape = z.object({
	buyer: z.string(),
	qty: z.number().int().positive(),
	rail: z.enum(['usdc', 'fiat']),
});
const timeoutMilliseconds = 5_000;

export type WalletOrdersError = PassaError<'ORDERS_UNREAD'>;

/** An order that a wallet bought, by the event's number and its id; null if there is none. Throws WalletOrdersError. */
export type WalletOrders = (event: number, order: string) => Promise<{ buyer: string; qty: number } | null>;

/** As the indexer at this URL shows them. */
export function walletOrdersOf(indexerUrl: string): WalletOrders {
	const { v1 } = indexerClient(indexerUrl, {
		fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMilliseconds) }),
	});
	return async (event, order) => {
		const query = { event: String(event) };
		const answer = await v1.orders[':id'].$get({ param: { id: order }, query }).catch((cause) => {
			throw unread(cause);
		});
		if (answer.status === 404 || answer.status === 400) return null;
		const found = answer.ok ? orderShape.safeParse(await answer.json()) : null;
		if (!found?.success) throw unread();
		return found.data.rail === 'usdc' ? found.data : null;
	};
}

const unread = (cause?: unknown): WalletOrdersError =>
	new PassaError('ORDERS_UNREAD', 'Orders on chain cannot be read now: try again.', { status: 503, cause });
