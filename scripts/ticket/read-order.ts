import { indexerClient, type OrderView } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';

/** An order as the indexer has it. Throws the indexer's own code: ORDER_NOT_FOUND, ORDER_AMBIGUOUS. */
export async function readOrder(indexer: string, id: string, event: string | undefined): Promise<OrderView> {
	const { v1 } = indexerClient(indexer);
	const answer = await v1.orders[':id'].$get({ param: { id }, query: event ? { event } : {} });
	const body: unknown = await answer.json();
	if (answer.ok) return body as OrderView;
	const { code, detail } = body as { code?: string; detail?: string };
	if (code === 'ORDER_AMBIGUOUS')
		throw new PassaError(code, `Several events have an order ${id}: name one by --event`);
	throw new PassaError(code ?? 'INDEXER_UNREACHABLE', detail ?? `the indexer answered ${answer.status}`);
}
