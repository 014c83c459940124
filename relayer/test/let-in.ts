import { randomUUID } from 'node:crypto';
import { gateEntries } from '../models/entries.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Database } from '../models/schema.ts';

/** A gate lets somebody in with a ticket of the order; the check-in on chain is still to come. */
export async function letIn(db: Database, { event, chainOrder }: OrderRow, index: number): Promise<void> {
	const now = new Date();
	await db.insert(gateEntries).values({
		...{ event, chainOrder: chainOrder!, index, nonce: randomUUID(), gate: randomUUID() },
		...{ enteredAt: now, inside: true, recordedAt: now },
	});
}
