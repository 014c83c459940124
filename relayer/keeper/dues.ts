import { accounts } from '#shared/chain/accounting.ts';
import { announcedEvents } from '#shared/chain/directory.ts';
import { booksOf, readEventState } from '#shared/chain/event-state.ts';
import type { Chain } from '#shared/chain/invoke.ts';
import { call } from '#shared/chain/rpc.ts';
import type { Due } from './plan.ts';

type Latest = { sequence: number; closeTime: string };

export const latestLedger = (rpcUrl: string): Promise<Latest> => call<Latest>(rpcUrl, 'getLatestLedger');

/** Reads who is due what, straight from the ledger: the keeper works while the indexer does not. */
export class DueReader {
	#chain: Chain;
	#registry: string;
	#since: number;
	#events: string[] = [];
	#announcedUpTo = 0;

	constructor(chain: Chain, registry: string, since: number) {
		this.#chain = chain;
		this.#registry = registry;
		this.#since = since;
	}

	async read(latest: Latest): Promise<Due[]> {
		await this.#learnEvents(latest.sequence);
		const now = BigInt(latest.closeTime);
		const lists = await Promise.all(this.#events.map((event) => this.#of(event, now)));
		return lists.flat();
	}

	async #learnEvents(sequence: number): Promise<void> {
		const from = Math.max(this.#announcedUpTo + 1, this.#since, 1);
		if (from > sequence) return;
		const found = await announcedEvents(this.#chain.rpcUrl, this.#registry, from);
		this.#events = [...new Set([...this.#events, ...found.map((a) => a.event)])];
		this.#announcedUpTo = sequence;
	}

	async #of(event: string, now: bigint): Promise<Due[]> {
		const state = await readEventState(this.#chain.rpcUrl, event);
		return accounts(booksOf(state), now).map((a, index) => ({ event, index, amount: a.due }));
	}
}
