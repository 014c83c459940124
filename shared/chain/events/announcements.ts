import { StrKey, xdr } from '@stellar/stellar-sdk';
import { address, big, bytes32, changed, int, readAs, record } from '#shared/contract/native-form.ts';
import { nativeValue } from '#shared/contract/native-value.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { allEvents, ledgerEntries } from '../rpc.ts';
import { entryNative, registeredKey } from '../state/event-state.ts';

/** The registry's announcement, published before the event's contract exists. */
export type Announcement = {
	event: string;
	no: number;
	nonce: bigint;
	organizer: string;
	wasmHash: Uint8Array;
};

/** Reads an announcement of the registry `registry`, and of no other contract. */
export function decodeAnnouncement(raw: RawEvent, registry: string): Announcement {
	if (raw.contractId !== registry)
		throw new PassaError(
			'EVENT_FOREIGN',
			`event ${raw.id} comes from ${raw.contractId}, not from ${registry}`,
		);
	if (passaName(raw) !== 'announced')
		throw new PassaError('EVENT_UNKNOWN', `event ${raw.id} is not an announcement`);
	const malformed = (why: string) =>
		new PassaError('EVENT_MALFORMED', `event ${raw.id} cannot be read: ${why}`);
	const [topic, data] = [raw.topic[2] ?? '', raw.value].map(nativeValue);
	const { wasm_hash: wasmHash, ...rest } = readAs(announced, data, malformed);
	return { event: readAs(address, topic, malformed), ...rest, wasmHash };
}

/** A nonce is a u64. A node or a file may say anything else. */
const announced = record({
	no: int,
	nonce: changed(big, (nonce) => BigInt.asUintN(64, nonce)),
	organizer: address,
	wasm_hash: bytes32,
});

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');

async function scan(rpcUrl: string, registry: string, sinceLedger: number) {
	const topics = [[symbol('passa'), symbol('announced'), '*']];
	const filter = { type: 'contract' as const, contractIds: [registry], topics };
	const { events, latestLedger } = await allEvents(rpcUrl, [filter], sinceLedger);
	return { raw: events.filter((e) => e.inSuccessfulContractCall), latestLedger };
}

/** The registry's announcements as the RPC gives them, in order of their numbers. */
const readAnnouncements = async (
	rpcUrl: string,
	registry: string,
	sinceLedger: number,
): Promise<RawEvent[]> => (await scan(rpcUrl, registry, sinceLedger)).raw;

/**
 * Every event that the registry announced from a ledger on, in order of their numbers, and the last ledger that this
 * answer covers. The next question starts after that ledger: another node behind a balancer may be further.
 */
export async function announcedSince(
	rpcUrl: string,
	registry: string,
	sinceLedger: number,
): Promise<{ announced: Announcement[]; latestLedger: number }> {
	const { raw, latestLedger } = await scan(rpcUrl, registry, sinceLedger);
	return { announced: raw.map((e) => decodeAnnouncement(e, registry)), latestLedger };
}

/** Every event that the registry announced, in order of their numbers. */
export const announcedEvents = async (
	rpcUrl: string,
	registry: string,
	sinceLedger: number,
): Promise<Announcement[]> => (await announcedSince(rpcUrl, registry, sinceLedger)).announced;

/** The announcement of an event, by its number or its contract's address, among events of any source. */
export function announcementOf(events: RawEvent[], registry: string, wanted: string): RawEvent {
	const found = events
		.filter((e) => e.contractId === registry && passaName(e) === 'announced')
		.find((e) => {
			const { event, no } = decodeAnnouncement(e, registry);
			return event === wanted || String(no) === wanted;
		});
	if (!found) throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} here.`, { status: 404 });
	return found;
}

/** Its contract's address, and its number in the registry. */
export type NumberedEvent = Pick<Announcement, 'event' | 'no'>;

/** Those of these contracts that the registry lists, by its own entries. */
async function registeredIn(rpcUrl: string, registry: string, contracts: string[]): Promise<NumberedEvent[]> {
	const found = await ledgerEntries(
		rpcUrl,
		contracts.map((event) => registeredKey(registry, event)),
	);
	return contracts.flatMap((event) => {
		const entry = found.get(registeredKey(registry, event));
		return entry ? [{ event, no: entryNative<{ no: number }>(entry).no }] : [];
	});
}

/**
 * An event by its number or its contract's address. An address needs no history: the registry has an entry for it. A
 * number does; if the RPC has lost it, `lookUp` names the event's contract, and the registry's entry confirms that.
 * Throws EVENT_NOT_FOUND, or HISTORY_CUT if nobody knows the number.
 */
export async function findEvent(
	rpcUrl: string,
	registry: string,
	sinceLedger: number,
	wanted: string,
	lookUp: (no: string) => Promise<string | null> = async () => null,
): Promise<NumberedEvent> {
	if (StrKey.isValidContract(wanted)) {
		const [found] = await registeredIn(rpcUrl, registry, [wanted]);
		if (found) return found;
		throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} here.`, { status: 404 });
	}
	const announcements = await readAnnouncements(rpcUrl, registry, sinceLedger).catch((error) => {
		if ((error as PassaError).code !== 'HISTORY_CUT') throw error;
		return error as PassaError;
	});
	if (Array.isArray(announcements))
		return decodeAnnouncement(announcementOf(announcements, registry, wanted), registry);
	const named = await lookUp(wanted).catch(() => null);
	const [found] = named ? await registeredIn(rpcUrl, registry, [named]) : [];
	if (found && String(found.no) === wanted) return found;
	throw new PassaError('HISTORY_CUT', `${announcements.message}; name the event by its address (C…)`, {
		cause: announcements,
	});
}
