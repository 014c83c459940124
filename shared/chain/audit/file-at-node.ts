import { Address } from '@stellar/stellar-sdk';
import { isMovementOf } from '../events/asset-transfers.ts';
import { entriesAt } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { countersKey, entryNative } from '../state/event-state.ts';
import { type Evidence, entryKeysOf, type FileAtNode, replayOf } from './evidence.ts';
import { originKeys } from './origin.ts';
import { eventText, type ReadLogError, readLog } from './read-log.ts';
import { eventsOf } from './readings.ts';

export type ReadFileAtNodeError = RpcError | ReadLogError;

type Compared = Pick<FileAtNode, 'ledger' | 'differences'> & { isOld: boolean };

/**
 * Compares a file with what a node has of its event now. A file whose newest events were taken away is in itself as
 * good as one that was saved before they happened: only a network knows of them. What is of the ledgers that the file
 * covers must be in it; what is later makes the file old. Throws ReadFileAtNodeError.
 */
export async function readFileAtNode(evidence: Evidence, rpcUrl: string): Promise<FileAtNode> {
	const listed = await compareEvents(evidence, rpcUrl);
	const stated = await compareEntries(evidence, rpcUrl);
	const ledger = Math.min(listed.ledger, stated.ledger);
	const behind =
		ledger < evidence.ledger ? [`the node is at ledger ${ledger}, the file at ${evidence.ledger}`] : [];
	return {
		ledger,
		from: listed.from,
		// Of a node that is behind the file nothing more can be said.
		differences: behind.length > 0 ? behind : [...listed.differences, ...stated.differences],
		laterEvents: listed.laterEvents,
		isOld: listed.isOld || stated.isOld,
		logged: stated.logged,
	};
}

/**
 * From the file's first event on: events that are in no log, such as a ticket's move, can be missing anywhere. A
 * first event that is named too late is not at the node.
 */
async function compareEvents(
	evidence: Evidence,
	rpcUrl: string,
): Promise<Compared & Pick<FileAtNode, 'from' | 'laterEvents'>> {
	const { source, announced, announcement, raw, moves, ledger: covered } = evidence;
	const sinceLedger = raw.reduce((least, each) => Math.min(least, each.ledger), announced.ledger);
	const { event } = announcement;
	const asked = { ...source, rpcUrl, sinceLedger, events: [] };
	const { ledger, from, ...read } = await readLog(asked, event);
	const theirs = new Map([...read.raw, ...read.moves].map((each) => [each.id, each]));
	const ours = new Map(eventsOf(evidence).map((each) => [each.id, each]));
	const differences: string[] = [];
	let laterEvents = 0;
	for (const [id, each] of theirs) {
		const known = ours.get(id);
		if (known && eventText(known) !== eventText(each)) differences.push(`event ${id} is another one`);
		else if (!known && each.ledger <= covered) differences.push(`event ${id} is not in the file`);
		else if (!known) laterEvents++;
	}
	// A file holds payments to sellers, too; the node was not asked for these.
	const self = new Address(event).toScVal();
	const own = [...raw, ...moves.filter((move) => isMovementOf(move, self))];
	for (const { id, ledger: at } of own)
		if (at >= from && !theirs.has(id)) differences.push(`event ${id} is not at the node`);
	return { ledger, from, differences, laterEvents, isOld: laterEvents > 0 };
}

/** An entry that the node does not have is archived, or was removed by an event. */
async function compareEntries(
	evidence: Evidence,
	rpcUrl: string,
): Promise<Compared & Pick<FileAtNode, 'logged'>> {
	const { source, announcement, version, entries, ledger: covered } = evidence;
	const { event } = announcement;
	const keys = entryKeysOf(source, { ...evidence, replayed: replayOf(evidence) });
	const { found, latestLedger } = await entriesAt(rpcUrl, keys);
	const ours = new Map(entries.map((each) => [each.key, each.xdr]));
	const ofOthers = new Set(originKeys(source, event));
	const differences: string[] = [];
	let isOld = false;
	for (const [key, { xdr, lastModifiedLedgerSeq: changed }] of found) {
		if (ours.get(key) === xdr) continue;
		if (changed <= covered) differences.push(`the entry ${nameOf(evidence, key)} is of ledger ${changed}`);
		else if (!ofOthers.has(key)) isOld = true;
	}
	const counters = found.get(countersKey(event, version));
	const logged = counters ? version.decodeCounters(entryNative<Uint8Array>(counters)).n : null;
	return { ledger: latestLedger, differences, isOld, logged };
}

const nameOf = ({ compared }: Evidence, key: string): string =>
	compared.find((each) => each.key === key)?.name ?? key;
