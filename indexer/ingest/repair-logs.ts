import { desc, eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type Announcement, decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import { countersKey, entryNative, instanceKey } from '#shared/chain/state/event-state.ts';
import { registryIn } from '#shared/chain/state/read-registry-config.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { type Checkpoint, readCheckpoint } from '../models/checkpoint.ts';
import { events } from '../models/events.ts';
import { dueLogs, isHole, postponeLog, type QuarantineRow, releaseLog } from '../models/quarantine.ts';
import { applyLate, type LateOptions } from './apply-late.ts';
import { confirmEvents, OurContracts } from './confirm-events.ts';
import { ledgerAt } from './ledger-header.ts';
import type { Source } from './rpc-source.ts';

type RepairOptions = LateOptions & {
	source: Source;
	/** Base64 of the first topic of our events. */
	topic: string;
	log: Logger;
};

/** Reads the logs in quarantine again if that is due. Returns how many are whole again. Throws FENCED. */
export async function repairLogs(o: RepairOptions, epoch: number): Promise<number> {
	let released = 0;
	for (const row of await dueLogs(o.db)) {
		try {
			await new Repair(o, epoch, await readCheckpoint(o.db)).run(row);
			await releaseLog(o.db, row.contract);
			o.log.info({ contract: row.contract, no: row.no }, 'this log is whole again');
			released++;
		} catch (error) {
			const { code = 'SOURCE_ERROR', message } = error as Error & { code?: string };
			if (code === 'FENCED') throw error;
			o.log.warn({ contract: row.contract, no: row.no, code }, `this log stays in quarantine: ${message}`);
			await postponeLog(o.db, row.contract, { code, reason: message });
		}
	}
	return released;
}

/** What a contract's counters say of its log. `changed` is the ledger in which they changed last. */
type LogCount = { n: bigint; changed: number };

class Repair {
	readonly #o: RepairOptions;
	readonly #epoch: number;
	readonly #now: Checkpoint;

	constructor(o: RepairOptions, epoch: number, now: Checkpoint) {
		this.#o = o;
		this.#epoch = epoch;
		this.#now = now;
	}

	/** Throws while the log has a hole, or the source's own error. */
	async run(row: QuarantineRow): Promise<void> {
		if (row.contract === this.#now.registry) return this.#repairRegistry();
		const head = await this.#head(row.contract);
		if (head && !isHole(row.code)) return this.#repairTickets(row);
		if (head) return this.#repairLog(row.contract, head.ledger);
		const [raw] = (await this.#announcements(row.fromLedger)).filter(
			({ announcement }) => announcement.event === row.contract,
		);
		if (!raw) throw new PassaError('LOG_GAP', `the announcement of ${row.contract} is missing`);
		await this.#addEvent(raw);
	}

	/** Adds each event whose announcement was missing, in order. */
	async #repairRegistry(): Promise<void> {
		const { announced, startLedger, registry } = this.#now;
		let next = announced + 1;
		for (const each of await this.#announcements(await this.#lastAnnounced(startLedger))) {
			if (each.announcement.no < next) continue;
			if (each.announcement.no > next)
				throw new PassaError('LOG_GAP', `the registry's announcement ${next} is missing`);
			await this.#addEvent(each);
			next++;
		}
		const { entries } = await this.#o.source.entries([instanceKey(registry)]);
		const [entry] = entries;
		if (!entry || entry.lastModifiedLedgerSeq > this.#now.ledger) return;
		const { count } = registryIn(entry);
		if (count >= next)
			throw new PassaError('LOG_GAP', `the registry counts ${count} events; announcement ${next} is missing`);
	}

	async #addEvent({ raw, announcement }: Found): Promise<void> {
		await this.#applyLedgers([announcement.event], [raw], raw.ledger, announcement.no - 1);
		await this.#assertWhole(announcement.event);
	}

	async #repairLog(contract: string, fromLedger: number): Promise<void> {
		await this.#applyLedgers([contract], [], fromLedger, this.#now.announced);
		await this.#assertWhole(contract);
	}

	/**
	 * Plain events are missing. The ledgers in which orders' entries changed last have the newest of them, in their own
	 * meta; the source may have the others. The next comparison shows whether all came.
	 */
	async #repairTickets({ contract, fromLedger, changedIn }: QuarantineRow): Promise<void> {
		const { announced } = this.#now;
		for (const ledger of changedIn) await this.#applyLedger(ledger, [], [contract], announced);
		await this.#applyLedgers([contract], [], fromLedger, announced);
	}

	/**
	 * The counters decide whether events are missing. Where they changed in a ledger that was read, that ledger's own
	 * meta has the last one.
	 */
	async #assertWhole(contract: string): Promise<void> {
		const counted = await this.#counted(contract);
		if (!counted || counted.changed > this.#now.ledger) return;
		const missing = async () => ((await this.#head(contract))?.n ?? 0n) < counted.n;
		if (!(await missing())) return;
		await this.#applyLedger(counted.changed, [], [contract], this.#now.announced);
		if (await missing())
			throw new PassaError(
				'LOG_GAP',
				`the contract counts ${counted.n} events; number ${((await this.#head(contract))?.n ?? 0n) + 1n} is missing`,
			);
	}

	/** Applies these events, and all of these contracts from a ledger on, up to the newest ledger that was read. */
	async #applyLedgers(
		contracts: string[],
		known: RawEvent[],
		fromLedger: number,
		announced: number,
	): Promise<void> {
		const found = await this.#o.source.logs(contracts, Math.max(fromLedger, this.#now.startLedger));
		const all = [...known, ...found].filter((e) => e.ledger <= this.#now.ledger);
		const byLedger = Map.groupBy(all, (e) => e.ledger);
		for (const ledger of [...byLedger.keys()].sort((a, b) => a - b))
			await this.#applyLedger(ledger, byLedger.get(ledger)!, contracts, announced);
	}

	async #applyLedger(
		sequence: number,
		list: RawEvent[],
		contracts: string[],
		announced: number,
	): Promise<void> {
		const { source, topic } = this.#o;
		const { registry } = this.#now;
		const ours = new OurContracts(registry, contracts);
		const ledger = confirmEvents(await ledgerAt(source, sequence), list, topic, ours);
		const wanted = (e: RawEvent): boolean =>
			contracts.includes(e.contractId) || this.#announces(e, announced + 1, contracts);
		const late = { ...ledger, events: ledger.events.filter(wanted), announced };
		const [broken] = await applyLate(this.#o, this.#epoch, late);
		if (broken) throw new PassaError(broken.code, broken.reason);
	}

	#announces(raw: RawEvent, no: number, contracts: string[]): boolean {
		const [found] = announcementsIn([raw], this.#now.registry);
		return (
			found !== undefined && found.announcement.no === no && contracts.includes(found.announcement.event)
		);
	}

	async #announcements(fromLedger: number): Promise<Found[]> {
		const { registry, startLedger, ledger } = this.#now;
		const raw = await this.#o.source.logs([registry], Math.max(fromLedger, startLedger));
		return announcementsIn(
			raw.filter((e) => e.ledger <= ledger),
			registry,
		);
	}

	async #head(contract: string) {
		const [row] = await this.#o.db
			.select({ n: events.n, ledger: events.ledger, wasmHash: events.wasmHash })
			.from(events)
			.where(eq(events.address, contract));
		return row ?? null;
	}

	async #lastAnnounced(usual: number): Promise<number> {
		const [last] = await this.#o.db
			.select({ ledger: events.announcedLedger })
			.from(events)
			.orderBy(desc(events.no))
			.limit(1);
		return last?.ledger ?? usual;
	}

	async #counted(contract: string): Promise<LogCount | null> {
		const head = await this.#head(contract);
		if (!head) return null;
		const version = versionOf(head.wasmHash, this.#o.versions);
		const key = countersKey(contract, version);
		const entry = (await this.#o.source.entries([key])).entries.find((e) => e.key === key);
		if (!entry) return null;
		const { n } = version.decodeCounters(entryNative<Uint8Array>(entry));
		return { n, changed: entry.lastModifiedLedgerSeq };
	}
}

type Found = { raw: RawEvent; announcement: Announcement };

const announcementsIn = (list: RawEvent[], registry: string): Found[] =>
	list
		.filter((e) => e.contractId === registry && e.inSuccessfulContractCall && passaName(e) === 'announced')
		.map((raw) => ({ raw, announcement: decodeAnnouncement(raw, registry) }));
