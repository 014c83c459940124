import type { Check } from '#shared/chain/audit/check.ts';
import { steadyClock } from '#shared/clock.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import type { AnnouncementRow } from '../ingest/rebuild-event.ts';
import type { Source } from '../ingest/rpc-source.ts';
import type { StoredReader } from '../ingest/stored-reader.ts';
import { type Checkpoint, readCheckpoint } from '../models/checkpoint.ts';
import type { Database, Transaction } from '../models/schema.ts';
import type { Anchors } from './anchor-ledgers.ts';
import { differencesOf, type EventDifferences, strayRows } from './compare-tables.ts';
import {
	type EventSnapshot,
	eventSnapshots,
	type ReadAnnouncements,
	versionOfRead,
} from './event-snapshots.ts';
import { type ImportedEvidence, importEvidence } from './import-evidence.ts';
import { type ImportedLedgers, importLedgers, type LedgerSource } from './import-ledgers.ts';
import { ledgersInFolder } from './ledger-folder.ts';
import { ledgersOfRpc } from './ledgers-of-rpc.ts';
import { documentDifferences, writeNextDocuments } from './next-documents.ts';
import { dropLeftovers, indexNextTables, makeNextTables } from './next-tables.ts';
import { announcementsIn, batchesOf, countRawEvents, readerFor, tryRebuild } from './rebuild-batch.ts';
import { withReindexLock } from './reindex-lock.ts';
import { RowWriter } from './row-writer.ts';
import { swapTables } from './swap-tables.ts';

export type ReindexOptions = {
	/** Of the role that owns the schema. */
	ownerUrl: string;
	/** The hash of the reducers that rebuild, kept once all rows follow from them. */
	reducers: string;
	versions?: EventVersions | undefined;
	/** Where raw events that are missing or damaged come from first; unset: they stay as they are stored. */
	from?: RawSource | undefined;
	onProgress?: (progress: ReindexProgress) => void;
	/** For tests: awaited at each step, by its name. */
	onStep?: (name: string) => Promise<void>;
	signal?: AbortSignal;
};

/**
 * An evidence file's text, and who can confirm its ledgers; a node; a folder of ledgers in the layout of SEP-54.
 * `topic`: the first of our events, in base64.
 */
export type RawSource =
	| { evidence: string; anchors?: Anchors }
	| { rpc: Source; topic: string }
	| { folder: string; topic: string };

/** How many raw events of a pass are rebuilt, of how many that are due. */
export type ReindexProgress = { pass: number; rebuilt: number; due: number };

export type ReindexReport = {
	/** What an evidence file gave. */
	imported: ImportedEvidence | null;
	/** What was read again of a node, or a folder of ledgers. */
	reread: ImportedLedgers | null;
	events: number;
	rawEvents: number;
	/** From the first raw event until the new tables are in place, and the raw events rebuilt in a second of it. */
	seconds: number;
	rate: number;
	/** What live rows were, and should have been. */
	differences: EventDifferences[];
	documents: Check[];
	/** Events whose raw events are damaged: their rows stay as they were. */
	kept: { no: number; faults: string[] }[];
	/** SHA-256 in hex over the new rows, by table: the same for the same chain, wherever it is indexed. */
	digests: Record<string, string>;
};

const longestQuery = 3_600_000;
/** Transactions that read raw events. The swap needs two connections more. */
const atOnce = 3;
/** So many raw events are rebuilt while the follower is held; with more, another pass comes first. */
const mostWhileHeld = 2000;
const mostPasses = 10;

/**
 * Rebuilds all rows of the read models from the stored raw events, beside the live ones, and then swaps the tables.
 * The follower goes on meanwhile, and no reader waits or fails. Throws REINDEX_RUNNING, NOT_STARTED, and what
 * `importEvidence`, `importLedgers` and `swapTables` throw: the live rows are as before then.
 */
export async function reindex(options: ReindexOptions): Promise<ReindexReport> {
	return withReindexLock(options.ownerUrl, async () => {
		const { db, close } = openPostgres(
			options.ownerUrl,
			{},
			{ name: 'reindex', max: atOnce + 2, queryMilliseconds: longestQuery },
		);
		const writer = new RowWriter(options.ownerUrl);
		try {
			return await new Reindex(options, db, writer).run();
		} finally {
			await writer.close();
			await close();
		}
	});
}

class Reindex {
	readonly #o: ReindexOptions;
	readonly #db: Database;
	readonly #writer: RowWriter;
	#identity!: Checkpoint;
	/** The version of each event whose rows are written. */
	readonly #written = new Map<number, EventSnapshot>();
	readonly #kept = new Map<number, string[]>();
	readonly #differences = new Map<number, EventDifferences>();
	#strays: EventDifferences[] = [];
	#documents: Check[] = [];
	readonly #announcements: ReadAnnouncements = new Map();
	#imported: ImportedEvidence | null = null;
	#reread: ImportedLedgers | null = null;
	#pass = 0;

	constructor(options: ReindexOptions, db: Database, writer: RowWriter) {
		this.#o = options;
		this.#db = db;
		this.#writer = writer;
	}

	async run(): Promise<ReindexReport> {
		const { onStep = async () => {}, signal = new AbortController().signal, reducers } = this.#o;
		const db = this.#db;
		if (this.#o.from) await this.#import(this.#o.from);
		this.#identity = await readCheckpoint(db);
		await onStep('imported');
		await dropLeftovers(db);
		await makeNextTables(db);
		await onStep('made');
		const begun = performance.now();
		let due = await this.#stale();
		await this.#rebuild(due);
		await onStep('rebuilt');
		await indexNextTables(db);
		this.#writer.replaces = true;
		await onStep('indexed');
		for (; this.#pass < mostPasses; await this.#rebuild(due)) {
			due = await this.#compare();
			if (countRawEvents(due) <= mostWhileHeld) break;
		}
		await onStep('compared');
		// This may run several times: the swap gives way to readers and tries again.
		const finish = async () => {
			await this.#rebuild(await this.#stale());
			// Nothing can change any more.
			await this.#compare([]);
		};
		const swap = { db, clock: steadyClock, signal, step: onStep };
		await swapTables({ ...swap, reducersOf: () => (this.#kept.size === 0 ? reducers : null) }, finish);
		const seconds = (performance.now() - begun) / 1000;
		await dropLeftovers(db);
		await onStep('dropped');
		return this.#report(seconds);
	}

	async #import(from: RawSource): Promise<void> {
		const db = this.#db;
		if ('evidence' in from) {
			this.#imported = await importEvidence(db, from.evidence, this.#o.versions, from.anchors);
			return;
		}
		const source: LedgerSource =
			'rpc' in from
				? { isAnchored: true, ledgers: (at, ours) => ledgersOfRpc(from.rpc, db, at, ours) }
				: { isAnchored: false, ledgers: (at) => ledgersInFolder(from.folder, at.network, at.ledger) };
		this.#reread = await importLedgers(db, await readCheckpoint(db), source, from.topic);
	}

	/** Events whose stored raw events are other ones than those that their new rows follow from. */
	#stale = async (db: Database | Transaction = this.#db): Promise<EventSnapshot[]> =>
		(await eventSnapshots(db, this.#identity.registry, this.#announcements)).filter(
			({ no, version }) => this.#written.get(no)?.version !== version,
		);

	async #rebuild(due: EventSnapshot[]): Promise<void> {
		this.#pass++;
		const all = countRawEvents(due);
		let rebuilt = 0;
		const batches = batchesOf(due).values();
		// While one waits for the database, another decodes.
		const work = async () => {
			for (const batch of batches) {
				await this.#db.transaction(
					async (tx) => {
						const stored = await readerFor(tx, batch);
						const announcements = await announcementsIn(tx, batch, this.#identity.registry);
						for (const each of batch)
							await this.#rebuildOne(tx, each, announcements.get(each.announcement ?? ''), stored);
					},
					{ isolationLevel: 'repeatable read', accessMode: 'read only' },
				);
				rebuilt += countRawEvents(batch);
				this.#o.onProgress?.({ pass: this.#pass, rebuilt, due: all });
			}
		};
		await Promise.all(Array.from({ length: atOnce }, work));
		await this.#writer.flush();
	}

	async #rebuildOne(
		tx: Transaction,
		event: EventSnapshot,
		row: AnnouncementRow | undefined,
		stored: StoredReader,
	): Promise<void> {
		const { no, announcement, contract } = event;
		const made = await tryRebuild(tx, no, row, stored, this.#identity, this.#o.versions);
		const faults = typeof made === 'string' ? [made] : made.faults;
		this.#kept.delete(no);
		this.#differences.delete(no);
		if (typeof made === 'string' || faults.length > 0) {
			this.#kept.set(no, faults);
			this.#written.set(no, event);
			this.#writer.keep(no);
			return;
		}
		const { count } = made.read;
		this.#written.set(no, {
			no,
			announcement,
			contract,
			version: versionOfRead(made.read),
			rawEvents: count + 1,
		});
		await this.#writer.add(no, made.rows);
	}

	/** Compares the new rows with the live ones, where both follow from the same raw events. Returns the other events: `known`, or asks. */
	async #compare(known: EventSnapshot[] | null = null): Promise<EventSnapshot[]> {
		await writeNextDocuments(this.#db);
		return this.#db.transaction(
			async (tx) => {
				const stale = known ?? (await this.#stale(tx));
				const waiting = new Set(stale.map(({ no }) => no));
				const nos = [...this.#written.keys()].filter((no) => !waiting.has(no));
				for (const each of await differencesOf(tx, this.#uncompared(nos)))
					this.#differences.set(each.no, each);
				this.#strays = await strayRows(tx, [...this.#written.keys(), ...waiting]);
				this.#documents = await documentDifferences(tx);
				return stale;
			},
			{ isolationLevel: 'repeatable read', accessMode: 'read only' },
		);
	}

	readonly #compared = new Map<number, string>();

	/** Those that were not compared since they were written last; they count as compared from now on. */
	#uncompared(nos: number[]): number[] {
		const left = nos.filter((no) => this.#compared.get(no) !== this.#written.get(no)!.version);
		for (const no of left) this.#compared.set(no, this.#written.get(no)!.version);
		return left;
	}

	#report(seconds: number): ReindexReport {
		const written = [...this.#written.values()];
		const rawEvents = countRawEvents(written);
		return {
			imported: this.#imported,
			reread: this.#reread,
			events: written.length,
			rawEvents,
			seconds,
			rate: Math.round(rawEvents / seconds),
			differences: [...this.#differences.values(), ...this.#strays].sort((a, b) => a.no - b.no),
			documents: this.#documents,
			kept: [...this.#kept].map(([no, faults]) => ({ no, faults })),
			digests: this.#writer.digests.byTable(),
		};
	}
}
