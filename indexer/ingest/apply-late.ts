import { eq, max } from 'drizzle-orm';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { type BrokenLog, readFacts } from '../facts/read-facts.ts';
import { lockCheckpoint, raiseAnnounced } from '../models/checkpoint.ts';
import { events } from '../models/events.ts';
import { storeProofs } from '../models/ledger-proofs.ts';
import { ledgers } from '../models/ledgers.ts';
import { publish } from '../models/outbox.ts';
import {
	digestOf,
	eventsOfLedgerRow,
	knownEvents,
	rawEvents,
	sameBytes,
	storeRawEvents,
} from '../models/raw-events.ts';
import type { Database, Transaction } from '../models/schema.ts';
import { applyFacts, type Ledger, logHeads, type MessagesOf } from './apply-ledgers.ts';
import { restoreEvent } from './restore-event.ts';

export type LateOptions = { db: Database; messagesOf: MessagesOf; versions?: EventVersions };

/** `ledger` was passed already, and `announced` is the registry's last number before these events. */
type LateLedger = Ledger & { announced: number };

/**
 * Adds events to a ledger that was passed without them. The tables end as if the events had come in time. Where later
 * events of a contract are stored already, all rows of that event are rebuilt. Listeners get the new state as news of
 * the newest ledger. Returns the logs that still do not go on. Throws FENCED and SOURCE_DIVERGENT.
 */
export async function applyLate(
	{ db, messagesOf, versions }: LateOptions,
	epoch: number,
	late: LateLedger,
): Promise<BrokenLog[]> {
	return db.transaction(async (tx) => {
		const now = await lockCheckpoint(tx, epoch);
		const { closedAt } = late.header;
		const fresh = await freshIn(tx, late.events);
		// What is applied here is what the log waited for.
		const heads = new Map(
			[...(await logHeads(tx, fresh))].map(([contract, head]) => [contract, { ...head, hasHole: false }]),
		);
		const known = {
			...now,
			announced: late.announced,
			announcedLedger: late.header.sequence,
			heads,
			times: new Map([[late.header.sequence, closedAt]]),
		};
		const { facts, stored, announced, broken } = readFacts(fresh, known, versions);
		await recordLate(tx, late, stored);
		const overtaken = await overtakenBy(tx, stored);
		await storeRawEvents(tx, stored);
		if (late.proof) await storeProofs(tx, [{ ledger: late.header.sequence, proof: late.proof }]);
		await applyFacts(
			tx,
			facts.filter((f) => f.kind === 'announced' || !overtaken.has(f.no)),
		);
		for (const no of overtaken) await restoreEvent(tx, no, now, versions);
		if (announced > late.announced) await raiseAnnounced(tx, announced);
		await publish(tx, await messagesOf(tx, facts, now.ledger, now.closedAt ?? closedAt));
		return broken;
	});
}

/** Events that are not stored yet. */
async function freshIn(tx: Transaction, events: RawEvent[]): Promise<RawEvent[]> {
	const known = await knownEvents(
		tx,
		events.map((e) => e.id),
	);
	const other = events.find((e) => known.has(e.id) && !sameBytes(known.get(e.id)!, e));
	if (other) throw new PassaError('SOURCE_DIVERGENT', `event ${other.id} came again with different content`);
	return events.filter((e) => !known.has(e.id));
}

/** Events of which later ones are stored already: their rows follow from all of them in order. */
async function overtakenBy(tx: Transaction, added: RawEvent[]): Promise<Set<number>> {
	const overtaken = new Set<number>();
	for (const [contract, list] of Map.groupBy(added, (e) => e.contractId)) {
		const [newest] = await tx
			.select({ id: max(rawEvents.id) })
			.from(rawEvents)
			.where(eq(rawEvents.contract, contract));
		if (!newest?.id || newest.id < list[0]!.id) continue;
		const [row] = await tx.select({ no: events.no }).from(events).where(eq(events.address, contract));
		if (row) overtaken.add(row.no);
	}
	return overtaken;
}

/** Writes the ledger's row, with its new events among the stored ones. */
async function recordLate(tx: Transaction, { header, proven }: Ledger, added: RawEvent[]): Promise<void> {
	const { results, ...row } = header;
	const [there] = await tx.select().from(ledgers).where(eq(ledgers.sequence, header.sequence));
	if (there && there.hash !== header.hash)
		throw new PassaError('SOURCE_DIVERGENT', `ledger ${header.sequence} is ${header.hash} at the source now`);
	const stored = await eventsOfLedgerRow(tx, header.sequence);
	const all = [...stored, ...added].sort((a, b) => (a.id < b.id ? -1 : 1));
	const counted = {
		eventCount: all.length,
		digest: digestOf(all),
		proven: proven && (there?.proven ?? true),
	};
	await tx
		.insert(ledgers)
		.values({ ...row, ...counted })
		.onConflictDoUpdate({ target: ledgers.sequence, set: counted });
}
