import type { Logger } from 'pino';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { readCheckpoint, recordState, type SourceState } from '../models/checkpoint.ts';
import { addressesOfEvents, lastAnnouncedLedger } from '../models/events.ts';
import { knownEvents, sameBytes } from '../models/raw-events.ts';
import type { LedgerRange } from './apply-ledgers.ts';
import { checkAnchor, lastAnchor } from './check-anchor.ts';
import { classifyError, type FollowerStatus } from './classify-error.ts';
import { OurContracts } from './confirm-events.ts';
import { fillGap, type GapOptions } from './fill-gap.ts';
import { ProofKeeper } from './keep-proofs.ts';
import { repairLogs } from './repair-logs.ts';
import { restoreOldRows } from './restore-old-rows.ts';
import type { EventsPage } from './rpc-source.ts';
import { type Scan, Scanner } from './scanner.ts';
import { type Progress, writeScan } from './write-scan.ts';

export type FollowOptions = GapOptions & {
	clock: Clock;
	log: Logger;
	/** The pause between two requests when nothing is new. */
	pollMilliseconds: number;
};

const checkEveryMilliseconds = 60_000;
const repairEveryMilliseconds = 1000;
const keepProofsEveryMilliseconds = 10_000;
const firstPause = 250;
const longestPause = 5000;
/** A source may ask us to wait longer than that, up to this. */
const longestWait = 60_000;

/** Reads the chain as this epoch's leader, until the signal fires or another leader takes over. */
export async function follow(options: FollowOptions, epoch: number, signal: AbortSignal): Promise<void> {
	const follower = new Follower(options, epoch);
	for (let failures = 0; !signal.aborted; ) {
		try {
			await follower.begin();
			const { moved, ...status } = await follower.step();
			failures = 0;
			await follower.report(status);
			if (!moved || status.state !== 'lagging') await options.clock.sleep(options.pollMilliseconds, signal);
		} catch (error) {
			const status = classifyError(error);
			if (status.superseded) return;
			follower.reset(status.state);
			options.log.warn({ err: error, state: status.state }, `follower: ${status.reason}`);
			await follower.report(status).catch(() => {});
			const pause = Math.min(firstPause * 2 ** failures++, longestPause);
			await options.clock.sleep(Math.max(pause, askedWait(error)), signal);
		}
	}
}

/** The milliseconds that a source asks us to wait. */
function askedWait(error: unknown): number {
	const { retryAfter } = (error instanceof PassaError ? error.detail : {}) as { retryAfter?: number };
	return Math.min((retryAfter ?? 0) * 1000, longestWait);
}

/** Holds the state between two steps. After an error it drops that state and reads it again from the database. */
class Follower {
	readonly #o: FollowOptions;
	readonly #epoch: number;
	#progress: Progress | null = null;
	#page: EventsPage | null = null;
	#checkedAt = Number.NEGATIVE_INFINITY;
	#repairedAt = Number.NEGATIVE_INFINITY;
	#keptAt = Number.NEGATIVE_INFINITY;
	readonly #proofs = new ProofKeeper();
	#range: LedgerRange | null = null;
	#begun = false;
	#reported = '';

	constructor(options: FollowOptions, epoch: number) {
		this.#o = options;
		this.#epoch = epoch;
	}

	/** Once, before the first ledger: rows of an earlier release lack columns. */
	async begin(): Promise<void> {
		if (!this.#begun) await restoreOldRows(this.#o, this.#epoch);
		this.#begun = true;
	}

	/** After an error. A page that contradicts what is known is its node's fault. */
	reset(state: SourceState): void {
		if (this.#page && state === 'divergent') this.#o.source.blame(this.#page);
		this.#page = null;
		this.#progress = null;
		this.#checkedAt = Number.NEGATIVE_INFINITY;
		this.#reported = '';
	}

	/** Makes one request to the source and writes all complete ledgers of its answer. `moved`: it got on. */
	async step(): Promise<FollowerStatus & { moved: boolean }> {
		const progress = this.#progress ?? (await this.#restore());
		const before = progress.position.ledger;
		const status = await this.#advance(progress);
		const moved = progress.position.ledger > before;
		await this.#repair();
		if (!moved) await this.#keepProofs();
		return { ...status, moved };
	}

	async #advance(progress: Progress): Promise<FollowerStatus> {
		const { db, source, clock, log } = this.#o;
		const page = await this.#fetchPage(progress);
		this.#page = page;
		if (!page) return { state: 'ready', reason: 'all ledgers of the source are read' };
		const range = { latestLedger: page.latestLedger, oldestLedger: page.oldestLedger };
		this.#range = range;
		const isBehind = range.latestLedger < progress.position.ledger;
		// Of a clock that was set back, an earlier time is in the future.
		if (isBehind || Math.abs(clock.now() - this.#checkedAt) > checkEveryMilliseconds) {
			await checkAnchor(db, source, range);
			this.#checkedAt = clock.now();
		}
		if (isBehind) return { state: 'waiting', reason: 'the source is behind what was read already' };
		const scan = progress.scanner.add(page);
		await this.#compare(scan);
		const { quarantined, corrected } = await writeScan(this.#o, this.#epoch, progress, scan, range);
		if (quarantined > 0) this.#repairedAt = Number.NEGATIVE_INFINITY;
		if (corrected > 0) {
			log.warn({ corrected, ledger: progress.position.ledger }, 'a page had other events than its ledgers');
			source.blame(page);
		}
		return progress.position.ledger >= range.latestLedger
			? { state: 'ready', reason: 'all ledgers of the source are read' }
			: { state: 'lagging', reason: 'ledgers of the source are still to be read' };
	}

	/** Records changes only. */
	async report({ state, reason }: { state: SourceState; reason: string }): Promise<void> {
		if (this.#reported === `${state} ${reason}`) return;
		await recordState(this.#o.db, this.#epoch, { state, reason, ...(this.#range ?? {}) });
		this.#reported = `${state} ${reason}`;
	}

	/** At once after a log went into quarantine: most often the source still has what it left out. */
	async #repair(): Promise<void> {
		const now = this.#o.clock.now();
		if (Math.abs(now - this.#repairedAt) < repairEveryMilliseconds) return;
		this.#repairedAt = now;
		// The registry's last number may be another one now.
		if ((await repairLogs(this.#o, this.#epoch)) > 0) this.#progress = null;
	}

	async #keepProofs(): Promise<void> {
		const now = this.#o.clock.now();
		if (!this.#range || Math.abs(now - this.#keptAt) < keepProofsEveryMilliseconds) return;
		this.#keptAt = now;
		await this.#proofs.round(this.#o, this.#range.oldestLedger);
	}

	async #restore() {
		const { db } = this.#o;
		const { ledger, announced, network, registry, hash, startLedger } = await readCheckpoint(db);
		const announcedLedger = (await lastAnnouncedLedger(db)) ?? startLedger;
		this.#progress = {
			position: { ledger, announced, network, registry, hash, announcedLedger },
			scanner: new Scanner(ledger),
			anchored: await lastAnchor(db),
			ours: new OurContracts(registry, await addressesOfEvents(db)),
		};
		return this.#progress;
	}

	/** The next page; null if the source's newest ledger is the last one read. */
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
			throw new PassaError('RPC_ERROR', 'the source is behind what was read already');
		}
	}

	async #fill(progress: Progress, range: LedgerRange): Promise<void> {
		const { position, ours } = progress;
		progress.position = await fillGap(this.#o, this.#epoch, position, range, ours);
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
}

function rangeOf(error: unknown): LedgerRange | null {
	if (!(error instanceof PassaError) || error.code !== 'SOURCE_RANGE') return null;
	const { oldest, latest } = error.detail as { oldest: number; latest: number };
	return { oldestLedger: oldest, latestLedger: latest };
}
