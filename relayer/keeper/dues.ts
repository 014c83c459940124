import type { Logger } from 'pino';
import { announcedSince } from '#shared/chain/events/announcements.ts';
import { call, type Entry, ledgerEntries } from '#shared/chain/rpc.ts';
import { booksOf, decodeEventState, failuresOf, stateKeys } from '#shared/chain/state/event-state.ts';
import { accounts } from '#shared/contract/accounting.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import type { Due } from './plan.ts';

type Latest = { sequence: number; closeTime: string };
type Where = {
	rpcUrl: string;
	registry: string;
	sinceLedger: number;
	log: Logger;
	versions?: EventVersions;
};
/** How an event of the last reading is called. */
export type EventCalls = { version: EventVersion; failures: FailuresOfContracts };

export const latestLedger = (rpcUrl: string): Promise<Latest> => call<Latest>(rpcUrl, 'getLatestLedger');

/** Reads who is due what, straight from the ledger: the keeper works while the indexer does not. */
export class DueReader {
	readonly #where: Where;
	#events: string[] = [];
	#scanned = 0;
	/** How each event that could be read is called. */
	readonly calls = new Map<string, EventCalls>();
	/** Those that were told of. */
	readonly #unreadable = new Set<string>();

	constructor(where: Where) {
		this.#where = where;
	}

	async read(latest: Latest): Promise<Due[]> {
		await this.#learnEvents(latest.sequence);
		const found = await ledgerEntries(this.#where.rpcUrl, this.#events.flatMap(stateKeys));
		return this.#events.flatMap((event) => this.#of(event, found, BigInt(latest.closeTime)));
	}

	async #learnEvents(sequence: number): Promise<void> {
		const { rpcUrl, registry, sinceLedger } = this.#where;
		const from = Math.max(this.#scanned + 1, sinceLedger, 1);
		if (from > sequence) return;
		const { announced, latestLedger } = await announcedSince(rpcUrl, registry, from);
		this.#events = [...new Set([...this.#events, ...announced.map((a) => a.event)])];
		this.#scanned = latestLedger;
	}

	/** An event that cannot be read, such as one whose entries are archived, stops no other one. */
	#of(event: string, found: Map<string, Entry>, now: bigint): Due[] {
		try {
			const state = decodeEventState(event, found, this.#where.versions);
			this.calls.set(event, { version: state.version, failures: failuresOf(event, state) });
			const books = booksOf(state);
			this.#unreadable.delete(event);
			return accounts(books, now).map((a, index) => ({ event, index, amount: a.due }));
		} catch (error) {
			if (!this.#unreadable.has(event))
				this.#where.log.error({ event, err: error }, 'this event cannot be read: its payees are not paid');
			this.#unreadable.add(event);
			return [];
		}
	}
}
