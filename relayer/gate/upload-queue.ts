import { and, eq } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import { gateEntries, gateScans } from '../models/entries.ts';
import type { Transaction } from '../models/schema.ts';
import type { GateDeps } from './gate-deps.ts';
import type { KnownDevice } from './read-device.ts';
import { isTicket } from './record-scan.ts';

/** A decision that a device made while it was offline. `at`: by its corrected clock, milliseconds since 1970. */
export type QueuedScan = {
	nonce: string;
	ticket: bigint | null;
	direction: 'in' | 'out';
	at: number;
	answer: EntryAnswer;
};

/** `conflict`: the ticket had been admitted by another scan, too. Both stay in the journal. */
export type QueuedResult = { nonce: string; result: 'recorded' | 'known' | 'conflict' };

/**
 * Records what a device decided offline, in its order. A nonce that is recorded already changes nothing, so an upload that
 * was cut off is sent again. Nothing is merged: where two devices admitted one ticket, the first recorded entry stays and
 * the other scan names it.
 */
export async function uploadQueue(
	deps: GateDeps,
	known: KnownDevice,
	queue: readonly QueuedScan[],
): Promise<QueuedResult[]> {
	const results: QueuedResult[] = [];
	for (const scan of queue)
		results.push({
			nonce: scan.nonce,
			result: await deps.db.transaction((tx) => record(tx, deps, known, scan)),
		});
	return results;
}

async function record(
	tx: Transaction,
	deps: GateDeps,
	{ device, gate }: KnownDevice,
	{ nonce, ticket, direction, at, answer }: QueuedScan,
): Promise<QueuedResult['result']> {
	const now = nowOf(deps);
	const scannedAt = new Date(Math.min(at, now.getTime()));
	const place = ticket === null ? null : orderOf(ticket);
	const of = { nonce, event: gate.event, gate: gate.id };
	const [row] = await tx
		.insert(gateScans)
		.values({
			...{ ...of, device: device.id, direction, decidedBy: 'device', answer, scannedAt, recordedAt: now },
			...{ chainOrder: place?.order ?? null, index: place?.index ?? null },
		})
		.onConflictDoNothing()
		.returning({ nonce: gateScans.nonce });
	if (!row) return 'known';
	if (!answer.success || ticket === null) return 'recorded';
	const first = await enter(tx, { ...of, ticket, direction, scannedAt, recordedAt: now });
	if (first === null) return 'recorded';
	await tx.update(gateScans).set({ conflictsWith: first }).where(eq(gateScans.nonce, nonce));
	return 'conflict';
}

type Entering = Pick<
	typeof gateScans.$inferSelect,
	'nonce' | 'event' | 'gate' | 'direction' | 'scannedAt' | 'recordedAt'
> & {
	ticket: bigint;
};

/** The scan that it conflicts with; null: none. */
async function enter(
	tx: Transaction,
	{ nonce, event, gate, ticket, direction, scannedAt, recordedAt }: Entering,
): Promise<string | null> {
	const { order: chainOrder, index } = orderOf(ticket);
	if (direction === 'out') {
		await tx.update(gateEntries).set({ inside: false }).where(isTicket(event, ticket));
		return null;
	}
	const [first] = await tx
		.insert(gateEntries)
		.values({ event, chainOrder, index, nonce, gate, enteredAt: scannedAt, inside: true, recordedAt })
		.onConflictDoNothing()
		.returning();
	if (first) return null;
	const [back] = await tx
		.update(gateEntries)
		.set({ inside: true })
		.where(and(isTicket(event, ticket), eq(gateEntries.inside, false)))
		.returning();
	if (back) return null;
	const [other] = await tx.select().from(gateEntries).where(isTicket(event, ticket));
	return other!.nonce;
}
