import { Address, xdr } from '@stellar/stellar-sdk';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { announcementOf } from '../events/announcements.ts';
import { isMovementOf, movementTopics } from '../events/asset-transfers.ts';
import { type AllEventsError, allEvents, call, type Filter } from '../rpc.ts';
import type { ResolvedSource } from './source.ts';

export type ReadLogError = AllEventsError | PassaError<'EVENTS_CONFLICT' | 'EVENT_NOT_FOUND'>;

/**
 * An event's own events, the asset's movements from and to it, and the last ledger that both cover. `from`: the first
 * ledger that was read of the RPC.
 */
type Log = { raw: RawEvent[]; moves: RawEvent[]; from: number; ledger: number };

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');
const contract = 'contract' as const;

/** The announcement of an event, from the saved events or from the RPC. Throws ReadLogError. */
export async function readAnnouncement(source: ResolvedSource, wanted: string): Promise<RawEvent> {
	const { registry, events: saved = [] } = source;
	const inFile = findIn(saved, registry, wanted);
	if (inFile) return inFile;
	const topics = [[symbol('passa'), symbol('announced'), '*']];
	const filter = { type: contract, contractIds: [registry], topics };
	const { events, oldest } = await readKept(source, [filter], source.sinceLedger);
	const announced = events.filter((e) => e.inSuccessfulContractCall);
	const found = findIn(announced, registry, wanted);
	if (found) return found;
	if (oldest !== null) throw cutAt(oldest, 'the event was published before');
	return announcementOf(announced, registry, wanted);
}

function findIn(events: RawEvent[], registry: string, wanted: string): RawEvent | null {
	try {
		return announcementOf(events, registry, wanted);
	} catch (error) {
		if ((error as PassaError).code === 'EVENT_NOT_FOUND') return null;
		throw error;
	}
}

/** Saved events and those of the RPC from the newest saved one on. Throws ReadLogError. */
export async function readLog(source: ResolvedSource, event: string): Promise<Log> {
	const { usdc, events: saved = [] } = source;
	const ofFile = sorted(saved, event, usdc);
	const newest = [...ofFile.raw, ...ofFile.moves].reduce((n, e) => Math.max(n, e.ledger), 0);
	const filters: Filter[] = [
		{ type: contract, contractIds: [event], topics: [[symbol('passa'), '**']] },
		{ type: contract, contractIds: [usdc], topics: movementTopics(new Address(event).toScVal()) },
	];
	const start = Math.max(newest, source.sinceLedger);
	const { events, latestLedger, oldest } = await readKept(source, filters, start);
	const list = merged(saved, events);
	return { ...sorted(list, event, usdc), from: oldest ?? start, ledger: latestLedger };
}

/** Saved and read events, each once. Throws EVENTS_CONFLICT if both have one in different forms. */
function merged(saved: RawEvent[], read: RawEvent[]): RawEvent[] {
	const byId = new Map(saved.map((e) => [e.id, e]));
	for (const event of read) {
		const known = byId.get(event.id);
		if (known && eventText(known) !== eventText(event)) {
			throw new PassaError(
				'EVENTS_CONFLICT',
				`the saved events and the RPC differ in event ${event.id}: one of them is forged`,
			);
		}
		byId.set(event.id, event);
	}
	return [...byId.values()];
}

/** What two sources must say alike of an event. */
export const eventText = (e: RawEvent): string =>
	JSON.stringify([e.ledger, Date.parse(e.ledgerClosedAt), e.contractId, e.txHash, e.topic, e.value]);

/** Sorts a list into the contract's own events and the asset's movements. A duplicate event counts once. */
function sorted(list: RawEvent[], event: string, usdc: string): Omit<Log, 'from' | 'ledger'> {
	const byId = new Map(list.map((e) => [e.id, e]));
	const all = [...byId.values()]
		.filter((e) => e.inSuccessfulContractCall)
		.sort((a, b) => (a.id < b.id ? -1 : 1));
	const self = new Address(event).toScVal();
	return {
		raw: all.filter((e) => e.contractId === event && passaName(e) !== null),
		moves: all.filter((e) => e.contractId === usdc && isMovementOf(e, self)),
	};
}

type Kept = { events: RawEvent[]; latestLedger: number; oldest: number | null };

const tries = 3;

/**
 * Events from a ledger on. Where the RPC has dropped that ledger it reads from its oldest, if saved events cover what
 * is before, or nobody says where the history begins; `oldest` is that ledger. The log then shows whether any is
 * missing.
 */
async function readKept(source: ResolvedSource, filters: Filter[], start: number): Promise<Kept> {
	const mayBeCut = source.events !== undefined || source.sinceLedger <= 1;
	let from = start;
	for (let attempt = 0; ; attempt++) {
		try {
			const read = await allEvents(source.rpcUrl, filters, from);
			return { ...read, oldest: from === start ? null : from };
		} catch (error) {
			const { code, detail } = error as PassaError;
			const oldest = Number(detail?.oldest);
			// The oldest ledger moves on while it is read.
			if (code === 'HISTORY_CUT' && mayBeCut && attempt < tries && oldest > from) {
				from = oldest;
				continue;
			}
			if (from === start || source.events === undefined || code === 'RPC_UNREACHABLE') throw error;
			// The RPC keeps no events at all.
			const { sequence } = await call<{ sequence: number }>(source.rpcUrl, 'getLatestLedger');
			return { events: [], latestLedger: sequence, oldest: sequence + 1 };
		}
	}
}

const cutAt = (oldest: number, why: string) =>
	new PassaError('HISTORY_CUT', `the RPC keeps events from ledger ${oldest} on; ${why}`, {
		detail: { oldest },
	});
