import type { Logger } from 'pino';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import type { Clock } from '#shared/service/clock.ts';
import { readCheckpoint, type SourceState, tellState } from '../models/checkpoint.ts';
import { knownEvents, sameBytes } from '../models/raw-events.ts';
import type { Database } from '../models/schema.ts';
import { checkAnchor, lastAnchor } from './anchor.ts';
import { applyLedger, type Position, passLedgers, type Range, type Told } from './apply.ts';
import { fillGap } from './fill-gap.ts';
import { headerAt } from './header.ts';
import { judge, type Verdict } from './judge.ts';
import type { EventsPage, Source } from './rpc.ts';
import { type Scan, Scanner } from './scanner.ts';

export type FollowOptions = {
	db: Database;
	source: Source;
	/** Base64 of the first topic that the source filters by. */
	topic: string;
	clock: Clock;
	log: Logger;
	tell: Told;
	/** Between two questions when nothing is new. */
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
			const verdict = await follower.step();
			failures = 0;
			await follower.report(verdict);
			if (verdict.state !== 'lagging') await options.clock.sleep(options.pollMilliseconds, signal);
		} catch (error) {
			const verdict = judge(error);
			if (verdict.over) return;
			follower.forget();
			options.log.warn({ err: error, state: verdict.state }, `follower: ${verdict.reason}`);
			await follower.report(verdict).catch(() => {});
			await options.clock.sleep(Math.min(firstPause * 2 ** failures++, longestPause), signal);
		}
	}
}

type Begun = { position: Position; scanner: Scanner; anchored: number };

/** The state between two steps. After any error it is forgotten, and read again from the database. */
class Follower {
	readonly #o: FollowOptions;
	readonly #epoch: number;
	#begun: Begun | null = null;
	#checkedAt = Number.NEGATIVE_INFINITY;
	#range: Range | null = null;
	#told = '';

	constructor(options: FollowOptions, epoch: number) {
		this.#o = options;
		this.#epoch = epoch;
	}

	forget(): void {
		this.#begun = null;
		this.#checkedAt = Number.NEGATIVE_INFINITY;
		this.#told = '';
	}

	/** One question to the source, and all whole ledgers of its answer. */
	async step(): Promise<Verdict> {
		const { db, source } = this.#o;
		const begun = this.#begun ?? (await this.#begin());
		const page = await this.#ask(begun);
		if (!page) return { state: 'ready', reason: 'all ledgers of the source are read' };
		const range = { latestLedger: page.latestLedger, oldestLedger: page.oldestLedger };
		this.#range = range;
		if (
			range.latestLedger < begun.position.ledger ||
			this.#o.clock.now() - this.#checkedAt > checkEveryMilliseconds
		) {
			await checkAnchor(db, source, range);
			this.#checkedAt = this.#o.clock.now();
		}
		if (range.latestLedger < begun.position.ledger) {
			return { state: 'waiting', reason: 'the source is behind what was read already' };
		}
		const scan = begun.scanner.take(page);
		await this.#compare(scan);
		await this.#write(begun, scan, page, range);
		const done = begun.position.ledger >= range.latestLedger;
		return done
			? { state: 'ready', reason: 'all ledgers of the source are read' }
			: { state: 'lagging', reason: 'ledgers of the source are still to be read' };
	}

	/** Tells changes only. */
	async report({ state, reason }: { state: SourceState; reason: string }): Promise<void> {
		if (this.#told === `${state} ${reason}`) return;
		await tellState(this.#o.db, this.#epoch, { state, reason, ...(this.#range ?? {}) });
		this.#told = `${state} ${reason}`;
	}

	async #begin() {
		const { ledger, announced, network, registry } = await readCheckpoint(this.#o.db);
		const position = { ledger, announced, network, registry };
		const anchored = await lastAnchor(this.#o.db);
		this.#begun = { position, scanner: new Scanner(ledger), anchored };
		return this.#begun;
	}

	/** Null where the source's newest ledger is the last one read. */
	async #ask(begun: Begun): Promise<EventsPage | null> {
		const next = begun.position.ledger + 1;
		try {
			const page = await this.#o.source.events(begun.scanner.start);
			if (page.oldestLedger <= next) return page;
			await this.#fill(begun, page);
			return this.#ask(begun);
		} catch (error) {
			const range = rangeOf(error);
			if (!range) throw error;
			this.#range = range;
			if (range.oldestLedger > next) {
				await this.#fill(begun, range);
				return this.#ask(begun);
			}
			await checkAnchor(this.#o.db, this.#o.source, range);
			if (range.latestLedger === begun.position.ledger) return null;
			throw new PassaError('SOURCE_ERROR', 'the source is behind what was read already');
		}
	}

	async #fill(begun: Begun, range: Range): Promise<void> {
		const { position } = begun;
		begun.position = await fillGap(this.#o, this.#epoch, position, range);
		begun.scanner = new Scanner(begun.position.ledger);
		begun.anchored = begun.position.ledger;
	}

	/** What comes again must be what is stored. */
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

	async #write(begun: Begun, scan: Scan, page: EventsPage, range: Range): Promise<void> {
		const { db, source, tell, versions } = this.#o;
		for (let i = 0; i < scan.ledgers.length; i += headersAtOnce) {
			const some = scan.ledgers.slice(i, i + headersAtOnce);
			const headers = await Promise.all(some.map((l) => headerAt(source, l.ledger)));
			for (const [j, { events }] of some.entries()) {
				const ledger = { header: headers[j]!, events };
				begun.position = await applyLedger(db, this.#epoch, begun.position, ledger, range, tell, versions);
				begun.anchored = begun.position.ledger;
			}
		}
		if (scan.scanned <= begun.position.ledger) return;
		const caughtUp = scan.scanned === page.latestLedger;
		const closedAt = caughtUp ? new Date(Number(page.latestLedgerCloseTime) * 1000) : null;
		const due = scan.scanned - begun.anchored >= anchorEveryLedgers || begun.anchored === 0;
		const anchor = due ? await headerAt(source, scan.scanned) : null;
		const to = { ledger: scan.scanned, closedAt, anchor };
		begun.position = await passLedgers(db, this.#epoch, begun.position, to, range);
		if (anchor) begun.anchored = scan.scanned;
	}
}

function rangeOf(error: unknown): Range | null {
	if (!(error instanceof PassaError) || error.code !== 'SOURCE_RANGE') return null;
	const { oldest, latest } = error.detail as { oldest: number; latest: number };
	return { oldestLedger: oldest, latestLedger: latest };
}
