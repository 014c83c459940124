import { eq } from 'drizzle-orm';
import { decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { confirmEvents, OurContracts } from '../ingest/confirm-events.ts';
import type { Header } from '../ingest/ledger-header.ts';
import { announcementsOf } from '../ingest/rebuild-event.ts';
import type { LedgerInfo } from '../ingest/rpc-source.ts';
import { type Checkpoint, nextEpoch, raiseAnnounced } from '../models/checkpoint.ts';
import { addressesOfEvents } from '../models/events.ts';
import { type LedgerProof, storeProofs } from '../models/ledger-proofs.ts';
import { ledgers } from '../models/ledgers.ts';
import { isHole, readQuarantine } from '../models/quarantine.ts';
import { asRaw, digestOf, rowsOfLedger } from '../models/raw-events.ts';
import type { Database, Reader, Transaction } from '../models/schema.ts';
import { replaceEvents } from './replace-events.ts';

/** What was read again, and how the stored raw events and ledgers differed from it. */
export type ImportedLedgers = { ledgers: number; from: number; to: number; differences: string[] };

/**
 * `isAnchored`: the source is believed as the follower believes it. Else later ledgers that are stored must lead to
 * each.
 */
export type LedgerSource = {
	ledgers(at: Checkpoint, ours: OurContracts): AsyncIterable<LedgerInfo>;
	isAnchored: boolean;
};

type ReadLedger = { header: Header; events: RawEvent[]; proof: LedgerProof | null };

/**
 * Reads ledgers again, up to the last one that the index has read, and stores the raw events that were missing or
 * others. What the source does not have stays as it is stored, and so do logs in quarantine. A follower that runs
 * begins a new term. Throws SOURCE_DIVERGENT, SOURCE_GAP, LEDGERS_UNANCHORED, and the source's errors: nothing is
 * stored then.
 */
export async function importLedgers(
	db: Database,
	at: Checkpoint,
	source: LedgerSource,
	topic: string,
): Promise<ImportedLedgers> {
	const announced = (await announcementsOf(db, at.registry)).flatMap(({ row, closedAt }) =>
		eventOf(asRaw(row, closedAt), at.registry),
	);
	const ours = new OurContracts(at.registry, [...(await addressesOfEvents(db)), ...announced]);
	const found: ImportedLedgers = { ledgers: 0, from: 0, to: 0, differences: [] };
	const changed: ReadLedger[] = [];
	const chain = new HeaderChain(source.isAnchored);
	for await (const info of source.ledgers(at, ours)) {
		if (info.sequence > at.ledger) break;
		const { proven, header, events, proof } = confirmEvents(info, [], topic, ours);
		if (!proven)
			throw new PassaError(
				'SOURCE_GAP',
				`ledger ${info.sequence} cannot be decoded: is this release too old?`,
			);
		found.from ||= info.sequence;
		found.to = info.sequence;
		found.ledgers++;
		const own = events.filter((e) => ours.has(e.contractId) && e.inSuccessfulContractCall);
		const isChanged = await differs(db, header, own);
		chain.add(header, await hashOf(db, at, header.sequence), isChanged);
		if (isChanged) changed.push({ header, events: own, proof });
	}
	chain.assertAnchored();
	if (changed.length === 0) return found;
	await db.transaction(async (tx) => {
		await nextEpoch(tx);
		const held = new Set((await readQuarantine(tx)).flatMap((q) => (isHole(q.code) ? [q.contract] : [])));
		for (const each of changed) found.differences.push(...(await store(tx, each, ours, held)));
		await raiseAnnounced(tx, await lastNumber(tx, at.registry));
	});
	return found;
}

/** The contract that an announcement announces. */
function eventOf(raw: RawEvent, registry: string): string[] {
	try {
		return passaName(raw) === 'announced' ? [decodeAnnouncement(raw, registry).event] : [];
	} catch {
		return [];
	}
}

async function differs(db: Reader, { sequence }: Header, events: RawEvent[]): Promise<boolean> {
	const [row] = await db.select().from(ledgers).where(eq(ledgers.sequence, sequence));
	const stored = await rowsOfLedger(db, sequence);
	if (!row && stored.length === 0) return events.length > 0;
	const digest = digestOf(events);
	const bytes = stored.map((each) => asRaw(each, new Date(0)));
	return row?.digest !== digest || row.eventCount !== events.length || digestOf(bytes) !== digest;
}

/** A ledger's hash as it is stored. */
async function hashOf(db: Reader, at: Checkpoint, sequence: number): Promise<string | null> {
	const [row] = await db.select({ hash: ledgers.hash }).from(ledgers).where(eq(ledgers.sequence, sequence));
	return row?.hash ?? (sequence === at.ledger ? at.hash : null);
}

/** A header holds the hash of the one before: a ledger that is stored proves those before it, and none after it. */
class HeaderChain {
	readonly #isAnchored: boolean;
	#last: Header | null = null;
	/** The first changed ledger that no stored one proves yet. */
	#loose: number | null = null;

	constructor(isAnchored: boolean) {
		this.#isAnchored = isAnchored;
	}

	/** Throws SOURCE_DIVERGENT if it is another ledger than the stored one. */
	add(header: Header, stored: string | null, isChanged: boolean): void {
		const { sequence, hash, previousHash } = header;
		if (stored !== null && stored !== hash)
			throw new PassaError(
				'SOURCE_DIVERGENT',
				`ledger ${sequence} is ${hash} at this source, and ${stored} here`,
			);
		const follows = this.#last?.sequence === sequence - 1 && this.#last.hash === previousHash;
		if (!follows) this.assertAnchored();
		if (isChanged) this.#loose ??= sequence;
		if (stored !== null) this.#loose = null;
		this.#last = header;
	}

	/** Throws LEDGERS_UNANCHORED. */
	assertAnchored(): void {
		if (this.#isAnchored || this.#loose === null) return;
		throw new PassaError(
			'LEDGERS_UNANCHORED',
			`no ledger that is stored here follows ledger ${this.#loose} without a gap: anybody may have written it`,
		);
	}
}

/** Returns what was different. */
async function store(
	tx: Transaction,
	{ header, events, proof }: ReadLedger,
	ours: OurContracts,
	held: Set<string>,
): Promise<string[]> {
	const { sequence } = header;
	const isHeld = (e: RawEvent): boolean =>
		held.has(e.contractId) || eventOf(e, ours.registry).some((event) => held.has(event));
	const stored = (await rowsOfLedger(tx, sequence)).map((row) => asRaw(row, header.closedAt));
	const stays = stored.filter((e) => !ours.has(e.contractId) || isHeld(e));
	const all = [...stays, ...events.filter((e) => !isHeld(e))].sort((a, b) => (a.id < b.id ? -1 : 1));
	const { added, gone } = await replaceEvents(tx, stored, all);
	const [row] = await tx.select().from(ledgers).where(eq(ledgers.sequence, sequence));
	const counted = { eventCount: all.length, digest: digestOf(all) };
	const isSame = row?.digest === counted.digest && row.eventCount === counted.eventCount;
	if (!isSame) {
		const { results, ...described } = header;
		await tx
			.insert(ledgers)
			.values({ ...described, ...counted, proven: true })
			.onConflictDoUpdate({ target: ledgers.sequence, set: counted });
	}
	if (proof) await storeProofs(tx, [{ ledger: sequence, proof }]);
	const replaced = new Set(gone.filter((id) => added.includes(id)));
	return [
		...added.map((id) => `raw event ${id} was ${replaced.has(id) ? 'another one' : 'missing'}`),
		...gone.filter((id) => !replaced.has(id)).map((id) => `raw event ${id} is not in its ledger`),
		...(isSame || added.length + gone.length > 0 ? [] : [`ledger ${sequence} had another digest`]),
	];
}

/** The registry's last number up to which no announcement is missing. */
async function lastNumber(tx: Transaction, registry: string): Promise<number> {
	const numbers = (await announcementsOf(tx, registry)).map(
		({ row, closedAt }) => decodeAnnouncement(asRaw(row, closedAt), registry).no,
	);
	const first = numbers.findIndex((no, i) => no !== i + 1);
	return first < 0 ? numbers.length : first;
}
