import type { RawEvent } from '#shared/contract/raw-event.ts';
import { applyLedger, assertFollows, type LedgerRange, type Position, passLedgers } from './apply-ledger.ts';
import { type Confirmed, confirmEvents, type OurContracts } from './confirm-events.ts';
import type { GapOptions } from './fill-gap.ts';
import { headerAt, type headerOf } from './ledger-header.ts';
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
export type WrittenScan = { quarantined: number; corrected: number };

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
	const writer = new Writer(o, epoch, progress, range);
	if (scan.scanned <= progress.position.ledger) return writer.written;
	for (const { events } of scan.ledgers) progress.ours.addAnnounced(events);
	const isTip = scan.scanned >= range.latestLedger;
	if (isTip && scan.scanned - progress.position.ledger <= coveredLedgers) await writer.writeEach(scan);
	else await writer.writeOwn(scan, isTip);
	return writer.written;
}

class Writer {
	readonly written: WrittenScan = { quarantined: 0, corrected: 0 };
	readonly #o: GapOptions;
	readonly #epoch: number;
	readonly #progress: Progress;
	readonly #range: LedgerRange;
	/** Foreign events of ledgers that are passed with the next write. */
	#foreign = 0;

	constructor(o: GapOptions, epoch: number, progress: Progress, range: LedgerRange) {
		this.#o = o;
		this.#epoch = epoch;
		this.#progress = progress;
		this.#range = range;
	}

	/** Reads every new ledger. */
	async writeEach({ ledgers, scanned }: Scan): Promise<void> {
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
			if (this.#hasOwn(events)) await this.#apply(confirmed);
			else this.#foreign += appliedIn(events);
		}
		if (last && last.sequence > this.#progress.position.ledger) await this.#pass(scanned, last);
	}

	/** Reads the ledgers with our events, and the newest one at the tip. */
	async writeOwn({ ledgers, scanned }: Scan, isTip: boolean): Promise<void> {
		const { source, topic } = this.#o;
		const own = ledgers.filter(({ events }) => this.#hasOwn(events)).map(({ ledger }) => ledger);
		let passed = 0;
		for await (const info of readAhead(source, runsOf(own))) {
			for (; ledgers[passed]!.ledger < info.sequence; passed++)
				this.#foreign += appliedIn(ledgers[passed]!.events);
			const { events } = ledgers[passed++]!;
			await this.#apply(confirmEvents(info, events, topic, this.#progress.ours));
		}
		for (; passed < ledgers.length; passed++) this.#foreign += appliedIn(ledgers[passed]!.events);
		if (scanned <= this.#progress.position.ledger) return;
		const header = isTip || this.#isAnchorDue(scanned) ? await headerAt(source, scanned) : null;
		await this.#pass(scanned, header);
	}

	#hasOwn(events: RawEvent[]): boolean {
		return events.some((e) => e.inSuccessfulContractCall && this.#progress.ours.has(e.contractId));
	}

	async #apply({ corrected, ...ledger }: Confirmed): Promise<void> {
		const { db, messagesOf, versions } = this.#o;
		const progress = this.#progress;
		const { position, quarantined } = await applyLedger(
			db,
			this.#epoch,
			progress.position,
			{ ...ledger, foreignBefore: this.#foreign },
			this.#range,
			messagesOf,
			versions,
		);
		this.#foreign = 0;
		this.written.quarantined += quarantined;
		if (corrected) this.written.corrected++;
		progress.position = position;
		progress.anchored = position.ledger;
	}

	#isAnchorDue(ledger: number): boolean {
		const { anchored } = this.#progress;
		return anchored === 0 || ledger - anchored >= anchorEveryLedgers;
	}

	async #pass(ledger: number, header: ReturnType<typeof headerOf> | null): Promise<void> {
		const progress = this.#progress;
		const record = header !== null && this.#isAnchorDue(ledger);
		const to = { ledger, header, record, foreignEvents: this.#foreign };
		progress.position = await passLedgers(this.#o.db, this.#epoch, progress.position, to, this.#range);
		this.#foreign = 0;
		if (record) progress.anchored = ledger;
	}
}

const appliedIn = (events: RawEvent[]): number => events.filter((e) => e.inSuccessfulContractCall).length;
