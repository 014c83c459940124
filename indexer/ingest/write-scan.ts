import type { RawEvent } from '#shared/contract/raw-event.ts';
import { assertFollows, type LedgerRange, type Position, passLedgers } from './apply-ledgers.ts';
import { type Confirmed, confirmEvents, type OurContracts } from './confirm-events.ts';
import type { GapOptions } from './fill-gap.ts';
import { type Header, headerAt } from './ledger-header.ts';
import { LedgerQueue } from './ledger-queue.ts';
import { readAhead, runsOf } from './read-ahead.ts';
import type { Scan, Scanner } from './scanner.ts';

export type Progress = {
	position: Position;
	scanner: Scanner;
	/** The newest ledger whose header is recorded. */
	anchored: number;
	ours: OurContracts;
};

/** How many logs went into quarantine, and in how many ledgers the page had other events than the ledger itself. */
type WrittenScan = { quarantined: number; corrected: number };

const anchorEveryLedgers = 720;
/** Up to so many new ledgers are all read at the tip; before that a far reader reads only those with our events. */
const coveredLedgers = 60;

/**
 * Writes the complete ledgers of a page, and moves `progress`. At the tip every new ledger's header is read and must
 * follow the one before it; its meta shows events that the page left out. A stranger's events cost no request.
 */
export async function writeScan(
	o: GapOptions,
	epoch: number,
	progress: Progress,
	scan: Scan,
	range: LedgerRange,
): Promise<WrittenScan> {
	if (scan.scanned <= progress.position.ledger) return { quarantined: 0, corrected: 0 };
	const writer = new Writer(o, epoch, progress, range);
	for (const { events } of scan.ledgers) progress.ours.addAnnounced(events);
	const isTip = scan.scanned >= range.latestLedger;
	const isNear = isTip && scan.scanned - progress.position.ledger <= coveredLedgers;
	const toPass = await writer.readAndWrite(() =>
		isNear ? writer.readEach(scan) : writer.readOwn(scan, isTip),
	);
	if (scan.scanned > progress.position.ledger) await writer.pass(scan.scanned, toPass);
	return { quarantined: writer.quarantined, corrected: writer.corrected };
}

class Writer {
	/** In how many ledgers the page had other events. */
	corrected = 0;
	readonly #o: GapOptions;
	readonly #epoch: number;
	readonly #progress: Progress;
	readonly #range: LedgerRange;
	readonly #queue: LedgerQueue;
	/** Foreign events of ledgers that are passed with the next write. */
	#foreign = 0;

	constructor(o: GapOptions, epoch: number, progress: Progress, range: LedgerRange) {
		this.#o = o;
		this.#epoch = epoch;
		this.#progress = progress;
		this.#range = range;
		this.#queue = new LedgerQueue({ ...o, epoch, range, from: progress.position });
	}

	get quarantined(): number {
		return this.#queue.quarantined;
	}

	/** Waits until all that was read is written, even if the reading fails. */
	async readAndWrite<T>(read: () => Promise<T>): Promise<T> {
		const progress = this.#progress;
		const begun = progress.position;
		try {
			return await read();
		} finally {
			// The last writes end first: only then is the position final.
			await this.#queue.end().finally(() => {
				progress.position = this.#queue.position;
				if (progress.position !== begun) progress.anchored = progress.position.ledger;
			});
		}
	}

	/** Reads every new ledger. Returns the last one's header. */
	async readEach({ ledgers, scanned }: Scan): Promise<Header | null> {
		const { source, topic } = this.#o;
		const { ours, position } = this.#progress;
		const paged = new Map(ledgers.map(({ ledger, events }) => [ledger, events]));
		const first = position.ledger + 1;
		const all = Array.from({ length: scanned - position.ledger }, (_, i) => first + i);
		let tip: { ledger: number; hash: string | null } = position;
		let last = null;
		for await (const info of readAhead(source, runsOf(all))) {
			const confirmed = confirmEvents(info, paged.get(info.sequence) ?? [], topic, ours);
			const { header, events } = confirmed;
			assertFollows(tip, header);
			tip = { ledger: header.sequence, hash: header.hash };
			last = header;
			if (this.#hasOwn(events)) await this.#add(confirmed);
			else this.#foreign += appliedIn(events);
		}
		return last;
	}

	/** Reads the ledgers with our events, and the newest one at the tip, whose header it returns. */
	async readOwn({ ledgers, scanned }: Scan, isTip: boolean): Promise<Header | null> {
		const { source, topic } = this.#o;
		const own = ledgers.filter(({ events }) => this.#hasOwn(events)).map(({ ledger }) => ledger);
		let passed = 0;
		for await (const info of readAhead(source, runsOf(own))) {
			for (; ledgers[passed]!.ledger < info.sequence; passed++)
				this.#foreign += appliedIn(ledgers[passed]!.events);
			const { events } = ledgers[passed++]!;
			await this.#add(confirmEvents(info, events, topic, this.#progress.ours));
		}
		for (; passed < ledgers.length; passed++) this.#foreign += appliedIn(ledgers[passed]!.events);
		if (own.at(-1) === scanned) return null;
		return isTip || this.#isAnchorDue(scanned) ? headerAt(source, scanned) : null;
	}

	/** Passes the ledgers up to this one, none of which has events of ours. */
	async pass(ledger: number, header: Header | null): Promise<void> {
		const progress = this.#progress;
		const record = header !== null && this.#isAnchorDue(ledger);
		const to = { ledger, header, record, foreignEvents: this.#foreign };
		progress.position = await passLedgers(this.#o.db, this.#epoch, progress.position, to, this.#range);
		if (record) progress.anchored = ledger;
	}

	#hasOwn(events: RawEvent[]): boolean {
		return events.some((e) => e.inSuccessfulContractCall && this.#progress.ours.has(e.contractId));
	}

	async #add({ corrected, ...ledger }: Confirmed): Promise<void> {
		if (corrected) this.corrected++;
		const foreignBefore = this.#foreign;
		this.#foreign = 0;
		await this.#queue.add({ ...ledger, foreignBefore });
	}

	#isAnchorDue(ledger: number): boolean {
		const { anchored } = this.#progress;
		return anchored === 0 || ledger - anchored >= anchorEveryLedgers;
	}
}

const appliedIn = (events: RawEvent[]): number => events.filter((e) => e.inSuccessfulContractCall).length;
