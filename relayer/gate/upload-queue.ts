import { and, eq } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import { nowOf } from '#shared/clock.ts';
import type { QueuedScan } from '#shared/gate/queued-scan.ts';
import { gateEntries, gateScans } from '../models/entries.ts';
import type { Transaction } from '../models/schema.ts';
import { eventFacts } from './event-facts.ts';
import type { GateDeps } from './gate-deps.ts';
import { type ProvedScan, type ProveQueuedError, proveQueued } from './prove-queued.ts';
import type { KnownDevice } from './read-device.ts';
import { isTicket, type NonceTaken, nonceTaken, scanOf } from './record-scan.ts';

export type UploadQueueError = ProveQueuedError | NonceTaken;

/**
 * `conflict`: the ticket had been admitted by another scan, too. Both stay in the journal. `doubted`: the device admitted
 * somebody whom the scanned code does not admit. That is kept for the organizer, and is no entry.
 */
export type QueuedResult = { nonce: string; result: 'recorded' | 'known' | 'conflict' | 'doubted' };

/**
 * Records what a device decided offline, in its order. A nonce that is recorded already changes nothing, so an upload that
 * was cut off is sent again. Nothing is merged: where two devices admitted one ticket, the first recorded entry stays and
 * the other scan names it. Throws UploadQueueError: what was recorded until then is known when it comes again.
 */
export async function uploadQueue(
	deps: GateDeps,
	known: KnownDevice,
	queue: readonly QueuedScan[],
): Promise<QueuedResult[]> {
	const results: QueuedResult[] = [];
	// Once for all: a network that hangs is waited for once.
	const ofEvent = await eventFacts(deps, known.gate.event, known.settings);
	for (const scan of queue) {
		const proved = await proveQueued(deps, known, scan, ofEvent);
		const result = await deps.db.transaction((tx) => record(tx, deps, known, { ...scan, ...proved }));
		results.push({ nonce: scan.nonce, result });
	}
	return results;
}

async function record(
	tx: Transaction,
	deps: GateDeps,
	{ device, gate }: KnownDevice,
	{ nonce, asked, ticket, direction, at, answer, deviceAnswer }: QueuedScan & ProvedScan,
): Promise<QueuedResult['result']> {
	const now = nowOf(deps);
	const scannedAt = new Date(Math.min(at, now.getTime()));
	const place = ticket === null ? null : orderOf(ticket);
	const of = { nonce, event: gate.event, gate: gate.id };
	if (answer.success && (await wasAdmitted(tx, device, asked, ticket))) return 'known';
	const own = { event: gate.event, device: device.id };
	const [row] = await tx
		.insert(gateScans)
		.values({
			...{ ...of, ...own, direction, decidedBy: 'device', answer, deviceAnswer, scannedAt, recordedAt: now },
			...{ chainOrder: place?.order ?? null, index: place?.index ?? null },
		})
		.onConflictDoNothing()
		.returning({ nonce: gateScans.nonce });
	if (!row) return knownBefore(tx, nonce, gate.event);
	if (deviceAnswer) return 'doubted';
	if (!answer.success || ticket === null) return 'recorded';
	const first = await enter(tx, { ...of, ticket, direction, scannedAt, recordedAt: now });
	if (first === null) return 'recorded';
	await tx.update(gateScans).set({ conflictsWith: first }).where(eq(gateScans.nonce, nonce));
	return 'conflict';
}

/** A phone that was enrolled again, or the organizer for it, sends what it had decided before. Throws NONCE_TAKEN. */
async function knownBefore(tx: Transaction, nonce: string, event: string): Promise<'known'> {
	if ((await scanOf(tx, nonce))?.event === event) return 'known';
	throw nonceTaken();
}

/** Whether the service had said yes to the same scan, too late for the device, which then said it by itself. */
async function wasAdmitted(
	tx: Transaction,
	{ id, event }: KnownDevice['device'],
	asked: string | null,
	ticket: bigint | null,
): Promise<boolean> {
	if (asked === null || ticket === null) return false;
	const row = await scanOf(tx, asked);
	const { order, index } = orderOf(ticket);
	return (
		row?.event === event &&
		row.device === id &&
		row.answer.success &&
		row.undoneAt === null &&
		row.chainOrder === order &&
		row.index === index
	);
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
