import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Archive } from '#shared/chain/archive/archive.ts';
import { checkpointOf } from '#shared/chain/archive/checkpoints.ts';
import { type ArchiveReading, readArchive } from '#shared/chain/archive/read-archive.ts';
import { type Check, equal } from '#shared/chain/audit/check.ts';
import { audits, recordAudits } from '../models/audits.ts';
import { events } from '../models/events.ts';
import { ledgers } from '../models/ledgers.ts';
import { rawEvents } from '../models/raw-events.ts';
import type { Database } from '../models/schema.ts';
import { nextEvent } from './next-event.ts';

type LedgerAudit = {
	db: Database;
	/** They are asked in turn: the first one that has the ledgers is compared. */
	archives: Archive[];
	/** The network's passphrase. */
	network: string;
	log: Logger;
};

const mostCheckpoints = 10;
const mostDifferences = 20;

type StoredLedger = { sequence: number; hash: string };

/**
 * Compares the stored ledgers of one event with a history archive, oldest first, ten checkpoints a round. A ledger
 * that agrees is compared once. From the first that differs on, every round compares again. All are compared again
 * once a repair or a reindex has stored an earlier one. Returns the event's number, or null if none is due.
 */
export async function auditLedgers(audit: LedgerAudit, now: Date): Promise<number | null> {
	const { db, log } = audit;
	const no = await nextEvent(db, 'ledgers', now);
	if (no === null) return null;
	const stored = await storedAfter(db, no, await comparedUpTo(db, no));
	const reading = await firstReading(audit, stored.ledgers);
	const { ledger, differences } = compare(stored, reading);
	const after = countUpTo(stored.all, ledger);
	const row = { eventNo: no, kind: 'ledgers' as const, ledger, differences, after, at: now };
	await recordAudits(db, [{ ...row, ok: differences.length === 0 }], log);
	return no;
}

/** Up to which ledger all are the same, and how many those were. */
async function comparedUpTo(db: Database, no: number): Promise<{ ledger: number; count: bigint | null }> {
	const [row] = await db
		.select({ ledger: audits.ledger, count: audits.after })
		.from(audits)
		.where(and(eq(audits.eventNo, no), eq(audits.kind, 'ledgers')));
	return row ?? { ledger: 0, count: null };
}

/** `after`: every earlier ledger was the same. `all`: the numbers of all ledgers with the event's own events. */
type Stored = { after: number; all: number[]; ledgers: StoredLedger[] };

const countUpTo = (all: number[], ledger: number): bigint =>
	BigInt(all.filter((sequence) => sequence <= ledger).length);

/** The ledgers with an event's own events, as far as one round compares them. */
async function storedAfter(
	db: Database,
	no: number,
	compared: { ledger: number; count: bigint | null },
): Promise<Stored> {
	const own = db
		.select({ ledger: rawEvents.ledger })
		.from(rawEvents)
		.innerJoin(events, eq(events.address, rawEvents.contract))
		.where(eq(events.no, no));
	const found = await db
		.select({ sequence: ledgers.sequence, hash: ledgers.hash })
		.from(ledgers)
		.where(inArray(ledgers.sequence, own))
		.orderBy(asc(ledgers.sequence));
	const all = found.map(({ sequence }) => sequence);
	// A ledger that was stored since, below those that were compared, was never compared.
	const after = countUpTo(all, compared.ledger) === compared.count ? compared.ledger : 0;
	const left = found.filter(({ sequence }) => sequence > after);
	const checkpoints = [...new Set(left.map((each) => checkpointOf(each.sequence)))];
	const last = checkpoints.slice(0, mostCheckpoints).at(-1) ?? 0;
	return { after, all, ledgers: left.filter((each) => each.sequence <= last) };
}

/** Null if no archive gives one of them. */
async function firstReading(
	{ archives, network, log }: LedgerAudit,
	stored: StoredLedger[],
): Promise<ArchiveReading | null> {
	if (stored.length === 0) return null;
	const wanted = stored.map(({ sequence }) => sequence);
	for (const archive of archives) {
		const reading = await readArchive(archive, network, wanted);
		if (reading.ledgers.size > 0) return reading;
		const { code, message } = reading.fault ?? {};
		if (code && code !== 'ARCHIVE_NOT_YET')
			log.warn({ archive: archive.name, code }, `ledger audit: ${message}`);
	}
	return null;
}

/** `ledger`: up to where all are the same. */
function compare(
	{ after, ledgers: stored }: Stored,
	reading: ArchiveReading | null,
): { ledger: number; differences: Check[] } {
	let ledger = after;
	const differences: Check[] = [];
	for (const { sequence, hash } of stored) {
		const theirs = reading?.ledgers.get(sequence);
		if (!reading || !theirs) break;
		if (theirs.hash === hash) {
			if (differences.length === 0) ledger = sequence;
		} else differences.push(equal(`ledger ${sequence} at ${reading.name}`, theirs.hash, hash));
	}
	return { ledger, differences: differences.slice(0, mostDifferences) };
}
