import type { Logger } from 'pino';
import type { Clock } from '#shared/clock.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { readCheckpoint, recordState, type SourceState } from '../models/checkpoint.ts';
import { knownEvents, sameBytes } from '../models/raw-events.ts';
import type { Database } from '../models/schema.ts';
import {
	applyLedger,
	type LedgerRange,
	type MessagesOf,
	type Position,
	passLedgers,
} from './apply-ledger.ts';
import { checkAnchor, lastAnchor } from './check-anchor.ts';
import { classifyError, type FollowerStatus } from './classify-error.ts';
import { fillGap } from './fill-gap.ts';
import { headerAt } from './ledger-header.ts';
import type { EventsPage, Source } from './rpc-source.ts';
import { type Scan, Scanner } from './scanner.ts';

export type FollowOptions = {
	db: Database;
	source: Source;
	/** Base64 of the first topic that the source filters by. */
	topic: string;
	clock: Clock;
	log: Logger;
	messagesOf: MessagesOf;
	/** The pause between two requests when nothing is new. */
	pollMilliseconds: number;
	/** The versions of the event contract that this indexer knows. */
	versions?: EventVersions;
};

const anchorEveryLedgers = 720;
const checkEveryMilliseconds = 60_000;
const firstPause = 250;
const longestPause = 5000;
const headersAtOnce = 8;

/** Reads the chain as this epoch's leader, until the signal fires or another leader takes over. */
export async function follow(options: FollowOptions, epoch: number, signal: AbortSignal): Promise<void> {
	const follower = new Follower(options, epoch);
	for (let failures = 0; !signal.aborted; ) {
		try {
			const status = await follower.step();
			failures = 0;
			await follower.report(status);
			if (status.state !== 'lagging') await options.clock.sleep(options.pollMilliseconds, signal);
		} catch (error) {
			const status = classifyError(error);
			if (status.superseded) return;
			follower.reset();
			options.log.warn({ err: error, state: status.state }, `follower: ${status.reason}`);
			await follower.report(status).catch(() => {});
			await options.clock.sleep(Math.min(firstPause * 2 ** failures++, longestPause), signal);
		}
	}
}

type Progress = { position: Position; scanner: Scanner; anchored: number };

/** Holds the state between two steps. After an error it drops that state and reads it again from the database. */
class Follower {
	readonly #o: FollowOptions;
	readonly #epoch: number;
	#progress: Progress | null = null;
	#checkedAt = Number.NEGATIVE_INFINITY;
	#range: LedgerRange | null = null;
	#reported = '';

	constructor(options: FollowOptions, epoch: number) {
		this.#o = options;
		this.#epoch = epoch;
	}

	reset(): void {
		this.#progress = null;
		this.#checkedAt = Number.NEGATIVE_INFINITY;
		this.#reported = '';
	}

	/** Makes one request to the source and writes all complete ledgers of its answer. */
	async step(): Promise<FollowerStatus> {
		const { db, source } = this.#o;
		const progress = this.#progress ?? (await this.#restore());
		const page = await this.#fetchPage(progress);
		if (!page) return { state: 'ready', reason: 'all ledgers of the source are read' };
		const range = { latestLedger: page.latestLedger, oldestLedger: page.oldestLedger };
		this.#range = range;
		if (
			range.latestLedger < progress.position.ledger ||
			this.#o.clock.now() - this.#checkedAt > checkEveryMilliseconds
		) {
			await checkAnchor(db, source, range);
			this.#checkedAt = this.#o.clock.now();
		}
		if (range.latestLedger < progress.position.ledger) {
			return { state: 'waiting', reason: 'the source is behind what was read already' };
		}
		const scan = progress.scanner.add(page);
		await this.#compare(scan);
		await this.#write(progress, scan, page, range);
		const done = progress.position.ledger >= range.latestLedger;
		return done
			? { state: 'ready', reason: 'all ledgers of the source are read' }
			: { state: 'lagging', reason: 'ledgers of the source are still to be read' };
	}

	/** Records changes only. */
	async report({ state, reason }: { state: SourceState; reason: string }): Promise<void> {
		if (this.#reported === `${state} ${reason}`) return;
		await recordState(this.#o.db, this.#epoch, { state, reason, ...(this.#range ?? {}) });
		this.#reported = `${state} ${reason}`;
	}

	async #restore() {
		const { ledger, announced, network, registry } = await readCheckpoint(this.#o.db);
		const position = { ledger, announced, network, registry };
		const anchored = await lastAnchor(this.#o.db);
		this.#progress = { position, scanner: new Scanner(ledger), anchored };
		return this.#progress;
	}

	/** The next page; null where the source's newest ledger is the last one read. */
	async #fetchPage(progress: Progress): Promise<EventsPage | null> {
		const next = progress.position.ledger + 1;
		try {
			const page = await this.#o.source.events(progress.scanner.start);
			if (page.oldestLedger <= next) return page;
			await this.#fill(progress, page);
			return this.#fetchPage(progress);
		} catch (error) {
			const range = rangeOf(error);
			if (!range) throw error;
			this.#range = range;
			if (range.oldestLedger > next) {
				await this.#fill(progress, range);
				return this.#fetchPage(progress);
			}
			await checkAnchor(this.#o.db, this.#o.source, range);
			if (range.latestLedger === progress.position.ledger) return null;
			throw new PassaError('SOURCE_ERROR', 'the source is behind what was read already');
		}
	}

	async #fill(progress: Progress, range: LedgerRange): Promise<void> {
		const { position } = progress;
		progress.position = await fillGap(this.#o, this.#epoch, position, range);
		progress.scanner = new Scanner(progress.position.ledger);
		progress.anchored = progress.position.ledger;
	}

	/** An event that comes again must equal the stored one. */
	async #compare({ redelivered }: Scan): Promise<void> {
		const known = await knownEvents(
			this.#o.db,
			redelivered.map((e) => e.id),
		);
		const other = redelivered.find((e) => known.has(e.id) && !sameBytes(known.get(e.id)!, e));
		if (other) {
			throw new PassaError('SOURCE_DIVERGENT', `event ${other.id} came again with different content`);
		}
	}

	async #write(progress: Progress, scan: Scan, page: EventsPage, range: LedgerRange): Promise<void> {
		const { db, source, messagesOf, versions } = this.#o;
		for (let i = 0; i < scan.ledgers.length; i += headersAtOnce) {
			const some = scan.ledgers.slice(i, i + headersAtOnce);
			const headers = await Promise.all(some.map((l) => headerAt(source, l.ledger)));
			for (const [j, { events }] of some.entries()) {
				const ledger = { header: headers[j]!, events };
				progress.position = await applyLedger(
					db,
					this.#epoch,
					progress.position,
					ledger,
					range,
					messagesOf,
					versions,
				);
				progress.anchored = progress.position.ledger;
			}
		}
		if (scan.scanned <= progress.position.ledger) return;
		const caughtUp = scan.scanned === page.latestLedger;
		const closedAt = caughtUp ? new Date(Number(page.latestLedgerCloseTime) * 1000) : null;
		const due = scan.scanned - progress.anchored >= anchorEveryLedgers || progress.anchored === 0;
		const anchor = due ? await headerAt(source, scan.scanned) : null;
		const to = { ledger: scan.scanned, closedAt, anchor };
		progress.position = await passLedgers(db, this.#epoch, progress.position, to, range);
		if (anchor) progress.anchored = scan.scanned;
	}
}

function rangeOf(error: unknown): LedgerRange | null {
	if (!(error instanceof PassaError) || error.code !== 'SOURCE_RANGE') return null;
	const { oldest, latest } = error.detail as { oldest: number; latest: number };
	return { oldestLedger: oldest, latestLedger: latest };
}
