import { xdr } from '@stellar/stellar-sdk';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { call } from '../rpc.ts';
import { type EventProof, ledgerOf, type ProvenLedger } from './verify-proof.ts';

type Ledger = { sequence: number; headerXdr: string; metadataXdr: string };
type EventPosition = Pick<RawEvent, 'id' | 'ledger'>;

/** Most characters of ledgers' metadata that proofs beyond the newest event's may cost: a phone reads them too. */
const mostCharacters = 12_000_000;

/** The proof of an event, unverified: see `verifyProof`. Null if nobody has one. */
export type FoundProof = { id: string; proof: EventProof | null };

/** Asks who keeps proofs for one that the RPC has dropped; null if it is not to be had there either. */
export type KeptProof = (id: string) => Promise<EventProof | null>;

/**
 * Proofs of the events in the newest `most` ledgers that have any, newest first. One reading of a ledger proves all
 * of its events. It stops early if that costs too much; `Infinity` never stops. `always`: a ledger that is read in
 * any case, if any is. `kept` is asked for what the RPC no longer has. Throws RpcError.
 */
export async function fetchProofs(
	rpcUrl: string,
	raw: RawEvent[],
	most: number,
	always: number | null = null,
	kept: KeptProof = async () => null,
): Promise<FoundProof[]> {
	const byLedger = [...Map.groupBy(raw, (e) => e.ledger)]
		.sort(([a], [b]) => b - a)
		.filter(([ledger], i) => i < most || (most > 0 && ledger === always));
	const found: FoundProof[] = [];
	let read = 0;
	for (const [i, [ledger, events]] of byLedger.entries()) {
		if (read > mostCharacters && most !== Number.POSITIVE_INFINITY && ledger !== always) continue;
		const ledgers = await readLedgers(rpcUrl, ledger, i === 0 ? 2 : 1).catch(notKept);
		read += ledgers.reduce((n, l) => n + l.metadataXdr.length, 0);
		// One proof is of all events of its transaction.
		const ofTransactions = new Map<string, EventProof | null>();
		for (const event of events.toReversed()) {
			const { id, txHash } = event;
			if (!ofTransactions.has(txHash))
				ofTransactions.set(txHash, proofIn(ledgers, event) ?? (await kept(id).catch(() => null)));
			found.push({ id, proof: ofTransactions.get(txHash) ?? null });
		}
	}
	return found;
}

/** A ledger by this RPC, its hash computed from its header; null if the RPC does not give it. */
export async function fetchLedger(rpcUrl: string, ledger: number): Promise<ProvenLedger | null> {
	const [found] = await readLedgers(rpcUrl, ledger, 1).catch(notKept);
	if (found?.sequence !== ledger) return null;
	return ledgerOf(headerOf(found));
}

function notKept(error: PassaError): Ledger[] {
	if (error.code === 'RPC_ERROR' || error.code === 'NOT_PROVABLE') return [];
	throw error;
}

async function readLedgers(rpcUrl: string, startLedger: number, limit: number): Promise<Ledger[]> {
	const answer = await call<{ ledgers?: Ledger[] } | null>(rpcUrl, 'getLedgers', {
		startLedger,
		pagination: { limit },
	});
	return Array.isArray(answer?.ledgers) ? answer.ledgers : [];
}

/** Null if the RPC does not give the event's ledger, or gives it in a form that cannot be read. */
function proofIn(ledgers: Ledger[], { id, ledger }: EventPosition): EventProof | null {
	const own = ledgers[0];
	if (own?.sequence !== ledger || !own.metadataXdr || !own.headerXdr) return null;
	try {
		const processed = processedIn(own.metadataXdr);
		const transaction = processed[positionIn(id)];
		if (!transaction) return null;
		return {
			success: successOf(transaction.txApplyProcessing).toXdr('base64'),
			results: new xdr.TransactionResultSet({ results: processed.map((t) => t.result) }).toXdr('base64'),
			headers: ledgers.map((l) => headerOf(l)),
		};
	} catch (error) {
		if ((error as PassaError).code === 'NOT_PROVABLE') return null;
		throw error;
	}
}

/** Ids are `<TOID>-<event index>`; a TOID's bits 12 to 31 number the ledger's transactions from 1. */
const positionIn = (id: string): number => Number((BigInt(id.split('-')[0]!) >> 12n) & 0xfffffn) - 1;

const processedIn = (metadata: string) => {
	try {
		return xdr.LedgerCloseMeta.fromXdr(metadata, 'base64').value.txProcessing;
	} catch (cause) {
		throw new PassaError('NOT_PROVABLE', 'the metadata of a ledger cannot be read', { cause });
	}
};

function headerOf({ headerXdr, sequence }: Ledger): string {
	try {
		return xdr.LedgerHeaderHistoryEntry.fromXdr(headerXdr, 'base64').header.toXdr('base64');
	} catch (cause) {
		throw new PassaError('NOT_PROVABLE', `the header of ledger ${sequence} cannot be read`, { cause });
	}
}

/** The return value and events of a transaction's only operation, as the host hashed them. */
function successOf(meta: xdr.TransactionMeta): xdr.InvokeHostFunctionSuccessPreImage {
	const [value, events] =
		meta.type === 'v4'
			? [meta.v4.sorobanMeta?.returnValue, meta.v4.operations[0]?.events]
			: meta.type === 'v3'
				? [meta.v3.sorobanMeta?.returnValue, meta.v3.sorobanMeta?.events]
				: [];
	return new xdr.InvokeHostFunctionSuccessPreImage({
		returnValue: value ?? xdr.ScVal.scvVoid(),
		events: events ?? [],
	});
}
