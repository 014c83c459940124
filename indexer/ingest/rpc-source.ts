import { Address } from '@stellar/stellar-sdk';
import { movementTopics } from '#shared/chain/events/asset-transfers.ts';
import { allEvents, believedCursor, call, type Entry, scannedLedger } from '#shared/chain/rpc.ts';
import type { Answers } from '#shared/chain/rpc-answers.ts';
import { blameFor } from '#shared/chain/rpc-nodes.ts';
import { refusedRange } from '#shared/chain/rpc-range.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';

export type EventsPage = Answers['getEvents'];
export type LedgerInfo = Answers['getLedgers']['ledgers'][number];
export type LedgersPage = Answers['getLedgers'];
export type EntriesAnswer = { entries: Entry[]; latestLedger: number };

export type Start = { startLedger: number } | { cursor: string };

/**
 * The calls to a Stellar RPC that the follower needs. They throw RpcError, and SOURCE_RANGE for ledgers that the source
 * does not have. Its detail has the range: `oldest`, `latest`.
 */
export type Source = {
	/** A page of events with our topic. Its cursor passes no event by. */
	events(start: Start): Promise<EventsPage>;
	/** All events of these contracts, from a ledger up to the newest one. */
	logs(contracts: string[], startLedger: number): Promise<RawEvent[]>;
	/** The asset's movements from and to a contract, from a ledger up to the newest one. Throws HISTORY_CUT, too. */
	movements(
		asset: string,
		contract: string,
		startLedger: number,
	): Promise<{ events: RawEvent[]; latestLedger: number }>;
	ledgers(startLedger: number, limit: number): Promise<LedgersPage>;
	entries(keys: string[]): Promise<EntriesAnswer>;
	/** An answer of the right form was false: another node is asked next, if there is one. */
	blame(answer: object): void;
};

/** `topic` is the first topic of our events, base64: one filter by it covers every event contract. */
export function rpcSource(url: string, topic: string, options: { timeout: number; limit: number }): Source {
	const { timeout, limit } = options;
	const filters = [{ type: 'contract' as const, topics: [[topic, '**']] }];
	const withRange = async <T>(asked: number, request: Promise<T>): Promise<T> =>
		request.catch(async (error: PassaError) => {
			const range = await refusedRange(error, asked, () => call(url, 'getHealth', {}, timeout));
			throw range ? new PassaError('SOURCE_RANGE', error.message, { cause: error, detail: range }) : error;
		});
	return {
		async events(start) {
			const asked = 'cursor' in start ? scannedLedger(start.cursor) + 1 : start.startLedger;
			const pagination = 'cursor' in start ? { cursor: start.cursor, limit } : { limit };
			const from = 'cursor' in start ? {} : { startLedger: asked };
			const page = await withRange(asked, call(url, 'getEvents', { filters, ...from, pagination }, timeout));
			// The page itself stays: by it the node that gave it is known.
			return Object.assign(page, { cursor: believedCursor(page, limit) });
		},
		async logs(contracts, startLedger) {
			const ofContracts = filters.map((filter) => ({ ...filter, contractIds: contracts }));
			return (await allEvents(url, ofContracts, startLedger)).events;
		},
		async movements(asset, contract, startLedger) {
			const topics = movementTopics(new Address(contract).toScVal());
			return allEvents(url, [{ type: 'contract', contractIds: [asset], topics }], startLedger);
		},
		ledgers: (startLedger, most) =>
			withRange(startLedger, call(url, 'getLedgers', { startLedger, pagination: { limit: most } }, timeout)),
		entries: (keys) => call(url, 'getLedgerEntries', { keys }, timeout),
		blame: blameFor,
	};
}
