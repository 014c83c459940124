import { randomInt, randomUUID } from 'node:crypto';
import { type OrderView, relayerClient } from '#relayer/client.ts';
import type { PassaFile } from '#scripts/passa-file.ts';

/** Strangers are not the browser of the stories: the limit of one address would ask its next phone for a code. */
const strangersAddress = (): string => `198.51.100.${randomInt(256)}`;

/** Orders a ticket of event 1 by API, as a stranger does, and waits until its prompt is over. */
export async function unpaidOrder(passa: PassaFile, phone: string): Promise<OrderView> {
	const client = relayerClient(passa.relayer!);
	const json = { event: '1', tier: 1, qty: 1, phone, idempotencyKey: randomUUID() };
	const made = await client.v1.orders.$post({ json }, { headers: { 'x-forwarded-for': strangersAddress() } });
	if (!made.ok) throw new Error(`a stranger cannot order: ${await made.text()}`);
	const { order, token } = await made.json();
	const headers = { authorization: `Bearer ${token}` };
	for (let seen: OrderView = order; ; ) {
		if (seen.state !== 'pending') return seen;
		const wanted = {
			param: { reference: order.reference },
			query: { after: String(seen.version), wait: '20' },
		};
		const answer = await client.v1.orders[':reference'].$get(wanted, { headers });
		if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
		seen = await answer.json();
	}
}
