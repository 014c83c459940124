import { eq, inArray } from 'drizzle-orm';
import { audit } from '#shared/chain/audit/audit.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { readEvidenceFile } from '#shared/chain/audit/read-evidence-file.ts';
import { decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { announcementsOf } from '../ingest/rebuild-event.ts';
import { type Checkpoint, nextEpoch, raiseAnnounced, readCheckpoint } from '../models/checkpoint.ts';
import { storeProofs } from '../models/ledger-proofs.ts';
import { ledgers } from '../models/ledgers.ts';
import { storeMovements } from '../models/movements.ts';
import { asRaw, digestOf, rowsOfLedger } from '../models/raw-events.ts';
import type { Database, Transaction } from '../models/schema.ts';
import { type AnchoredLedgers, type Anchors, anchorLedgers } from './anchor-ledgers.ts';
import { type ProvedLedger, provedLedgersIn, provesAll } from './file-proofs.ts';
import { replaceEvents } from './replace-events.ts';

/** What a file added: raw events that were missing or other ones, and their ledgers. */
export type ImportedEvidence = AnchoredLedgers & {
	no: number;
	event: string;
	rawEvents: number;
	ledgers: number;
};

type Stored = Omit<ImportedEvidence, keyof AnchoredLedgers>;

const nobody: Anchors = { archives: [], rpcUrl: null };

/** A file may be old: it is history. */
const ofTheReading = ['source_fresh'];

/**
 * Stores the raw events, ledgers, proofs and movements of an evidence file, as far as the index has read the chain.
 * The file is audited first. An event is stored only where its ledger is known by its digest, or is proved in the
 * file; `anchors` are asked whether such a ledger is the network's, and what nobody confirms is reported. A follower
 * that runs begins a new term afterwards. Throws ReadEvidenceFileError, EVIDENCE_OF_ANOTHER_NETWORK, EVIDENCE_RED,
 * LOG_GAP, SOURCE_DIVERGENT, EVIDENCE_LACKS_PROOFS: nothing is stored then.
 */
export async function importEvidence(
	db: Database,
	text: string,
	versions?: EventVersions,
	anchors: Anchors = nobody,
	eventWasm?: string[],
): Promise<ImportedEvidence> {
	const { registry, network } = await readCheckpoint(db);
	const evidence = readEvidenceFile(text, registry, versions);
	if (evidence.source.passphrase !== network)
		throw new PassaError(
			'EVIDENCE_OF_ANOTHER_NETWORK',
			`the evidence is of an event on "${evidence.source.passphrase}", not on "${network}"`,
		);
	const wrong = audit(evidence, eventWasm).checks.filter(
		({ ok, name }) => !ok && !ofTheReading.includes(name),
	);
	if (wrong.length > 0)
		throw new PassaError(
			'EVIDENCE_RED',
			`the audit of this file finds what is wrong: ${wrong.map(({ name }) => name).join(', ')}; npm run audit -- --from <file> says each in a sentence`,
		);
	const proved = provedLedgersIn(evidence);
	const anchored = await anchorLedgers(db, network, await newLedgers(db, evidence, proved), anchors);
	const stored = await db.transaction(async (tx) => {
		// The follower remembers how far it is, so it begins a new term.
		await nextEpoch(tx);
		return store(tx, evidence, proved, await readCheckpoint(tx));
	});
	return { ...stored, ...anchored };
}

/** The ledgers with events that the index would have by the file alone. */
async function newLedgers(
	db: Database,
	{ announced, raw }: Evidence,
	proved: Map<number, ProvedLedger>,
): Promise<ProvedLedger['row'][]> {
	const { ledger } = await readCheckpoint(db);
	const covered = [...new Set([announced, ...raw].map((event) => event.ledger))];
	const stored = await db
		.select({ sequence: ledgers.sequence })
		.from(ledgers)
		.where(inArray(ledgers.sequence, covered));
	const known = new Set(stored.map(({ sequence }) => sequence));
	return covered.flatMap((sequence) => {
		const row = proved.get(sequence)?.row;
		return row && sequence <= ledger && !known.has(sequence) ? [row] : [];
	});
}

async function store(
	tx: Transaction,
	evidence: Evidence,
	proved: Map<number, ProvedLedger>,
	at: Checkpoint,
): Promise<Stored> {
	const { announcement, announced, raw, ledger } = evidence;
	const { no, event } = announcement;
	await assertNext(tx, evidence, at);
	// What is later comes to the follower by itself.
	const events = [announced, ...raw].filter((e) => e.ledger <= at.ledger);
	const found: Stored = { no, event, rawEvents: 0, ledgers: 0 };
	for (const [sequence, list] of Map.groupBy(events, (e) => e.ledger)) {
		const added = await storeLedger(tx, event, sequence, list, proved.get(sequence));
		found.rawEvents += added;
		if (added > 0) found.ledgers++;
	}
	const covered = { sinceLedger: announced.ledger, ledger: Math.min(ledger, at.ledger) };
	const own = evidence.transfers.flatMap(({ from, to }, i) =>
		from === event || to === event ? [evidence.moves[i]!] : [],
	);
	await storeMovements(
		tx,
		no,
		own.filter((e) => e.ledger <= covered.ledger),
		covered,
	);
	await raiseAnnounced(tx, no);
	return found;
}

/** The registry counts its announcements without a gap, and each number is of one event. */
async function assertNext(
	tx: Transaction,
	{ announcement, announced }: Evidence,
	{ announced: last, registry, ledger }: Checkpoint,
): Promise<void> {
	const { no, event } = announcement;
	if (announced.ledger > ledger)
		throw new PassaError(
			'LOG_GAP',
			`event ${no} is announced in ledger ${announced.ledger}, which is not read yet`,
		);
	if (no > last + 1)
		throw new PassaError(
			'LOG_GAP',
			`event ${last + 1} comes before event ${no}: give its evidence file first`,
		);
	for (const { row, closedAt } of await announcementsOf(tx, registry)) {
		if (row.id === announced.id) continue;
		const other = decodeAnnouncement(asRaw(row, closedAt), registry);
		if (other.no === no || other.event === event)
			throw new PassaError(
				'SOURCE_DIVERGENT',
				`event ${other.no} is announced as ${other.event} in ${row.id}`,
			);
	}
}

/** Stores the file's events of one ledger. Returns how many were missing, or others. */
async function storeLedger(
	tx: Transaction,
	event: string,
	sequence: number,
	list: RawEvent[],
	proved: ProvedLedger | undefined,
): Promise<number> {
	const rows = await rowsOfLedger(tx, sequence);
	const stored = rows.map((row) => asRaw(row, new Date(list[0]!.ledgerClosedAt)));
	const [row] = await tx.select().from(ledgers).where(eq(ledgers.sequence, sequence));
	const ids = new Set(list.map(({ id }) => id));
	const others = stored.filter(({ id }) => !ids.has(id));
	const isLike = (all: RawEvent[]) => row?.eventCount === all.length && row.digest === digestOf(all);
	const merged = inOrder([...others, ...list]);
	// The file may be older than the index, or a stored event of this contract may have another id.
	const replaced = inOrder([...others.filter(({ contractId }) => contractId !== event), ...list]);
	const known = [merged, replaced].find(isLike);
	if (!known) {
		// The digest of a damaged ledger would hide what is wrong with events of others.
		const mayGrow = row ? isLike(stored) && row.hash === proved?.row.hash : true;
		if (!mayGrow || !provesAll(proved, list)) throw lacking(sequence);
		const counted = { eventCount: merged.length, digest: digestOf(merged) };
		await tx
			.insert(ledgers)
			.values({ ...proved.row, ...counted, proven: true })
			.onConflictDoUpdate({ target: ledgers.sequence, set: counted });
	}
	if (proved && (!row || row.hash === proved.row.hash))
		await storeProofs(tx, [{ ledger: sequence, proof: proved.proof }]);
	return (await replaceEvents(tx, stored, known ?? merged)).added.length;
}

const inOrder = (list: RawEvent[]): RawEvent[] => list.sort((a, b) => (a.id < b.id ? -1 : 1));

const lacking = (sequence: number): PassaError =>
	new PassaError(
		'EVIDENCE_LACKS_PROOFS',
		`ledger ${sequence} is not stored as this file has it, and the file does not prove it: save one with --prove <number of ledgers>`,
	);
