import { StrKey, xdr } from '@stellar/stellar-sdk';
import { digest } from '#shared/chain/digest.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { hex } from '#shared/hex.ts';
import type { LedgerInfo } from './rpc-source.ts';

const successCodes = [0, 1]; // txSUCCESS, txFEE_BUMP_INNER_SUCCESS

/** A contract event of a ledger's own meta. */
type MetaEvent = {
	raw: RawEvent;
	/** Whether its transaction's result, which the header covers, is the hash of a call that emitted it. */
	proven: boolean;
};

export type DecodedLedger = {
	events: MetaEvent[];
	/** XDR of the transaction results. The header must have its SHA-256. */
	results: Uint8Array;
	/**
	 * By transaction, what its call returned and emitted: XDR of which its result is the SHA-256. Of calls with such
	 * events.
	 */
	calls: Map<string, Uint8Array>;
};

/**
 * Reads the contract events whose first topic is `topic` (base64) from the ledger's own meta, in the shape of
 * getEvents. It serves ledgers whose events the source has dropped, and shows which events a page left out or
 * changed. Null if the meta cannot be decoded: a newer protocol may write another form.
 */
export function eventsOfLedger(info: LedgerInfo, topic: string): DecodedLedger | null {
	try {
		return decode(info, topic);
	} catch {
		return null;
	}
}

function decode(info: LedgerInfo, topic: string): DecodedLedger {
	const meta = xdr.LedgerCloseMeta.fromXdr(info.metadataXdr, 'base64').toXdrObject();
	const processed: Processed[] =
		meta.v === 0 ? [] : meta.v === 1 ? meta.v1.txProcessing : meta.v2.txProcessing;
	const results = { results: processed.map(({ result }) => result) };
	const calls = new Map<string, Uint8Array>();
	return {
		events: processed.flatMap((each, i) => eventsOfTransaction(info, topic, each, i + 1, calls)),
		results: xdr.TransactionResultSet.fromXdrObject(results).toXdr(),
		calls,
	};
}

type Processed = Pick<
	Extract<ReturnType<xdr.LedgerCloseMeta['toXdrObject']>, { v: 1 }>['v1']['txProcessing'][number],
	'result' | 'txApplyProcessing'
>;
type Meta = Processed['txApplyProcessing'];
type WireEvent = ReturnType<xdr.ContractEvent['toXdrObject']>;

function eventsOfTransaction(
	info: LedgerInfo,
	topic: string,
	{ result, txApplyProcessing }: Processed,
	position: number,
	calls: Map<string, Uint8Array>,
): MetaEvent[] {
	const ledgerClosedAt = new Date(Number(info.ledgerCloseTime) * 1000).toISOString().replace('.000Z', 'Z');
	const inSuccessfulContractCall = successCodes.includes(result.result.result.code);
	const found = perOperation(txApplyProcessing).flatMap((events, op) =>
		events.flatMap((wire, index): RawEvent[] => {
			const { body } = xdr.ContractEvent.fromXdrObject(wire);
			const topics = body.v0.topics.map((t) => t.toXdr('base64'));
			if (!wire.contractId || topics[0] !== topic) return [];
			return [
				{
					id: eventId(toid(info.sequence, position, op), index),
					ledger: info.sequence,
					ledgerClosedAt,
					contractId: StrKey.encodeContract(wire.contractId),
					txHash: hex(result.transactionHash),
					topic: topics,
					value: body.v0.data.toXdr('base64'),
					inSuccessfulContractCall,
				},
			];
		}),
	);
	if (found.length === 0) return [];
	const success = preimageOf(txApplyProcessing);
	if (success) calls.set(found[0]!.txHash, success);
	// A transaction that calls no contract has no such result: it emits no event of ours.
	const proven = success !== null && successOf(result) === hex(digest(success));
	return found.map((raw) => ({ raw, proven }));
}

function perOperation(meta: Meta): WireEvent[][] {
	if (meta.v === 4) return meta.v4.operations.map((o) => o.events);
	// A contract call is its transaction's only operation.
	return meta.v === 3 ? [meta.v3.sorobanMeta?.events ?? []] : [];
}

/** The call's return value and events, as the host hashes them. */
function preimageOf(meta: Meta): Uint8Array | null {
	const soroban = meta.v === 4 ? meta.v4.sorobanMeta : meta.v === 3 ? meta.v3.sorobanMeta : null;
	const value = soroban?.returnValue;
	if (!value) return null;
	const wire = { returnValue: value, events: perOperation(meta)[0] ?? [] };
	return xdr.InvokeHostFunctionSuccessPreImage.fromXdrObject(wire).toXdr();
}

/** The success value of a transaction's contract call, or of the one within its fee-bump. */
function successOf(pair: Processed['result']): string | null {
	const { result } = xdr.TransactionResultPair.fromXdrObject(pair).result;
	const inner = 'innerResultPair' in result ? result.innerResultPair.result.result : result;
	const first = 'results' in inner ? inner.results[0] : null;
	if (first?.type !== 'opInner' || first.tr.type !== 'invokeHostFunction') return null;
	const call = first.tr.invokeHostFunctionResult;
	return call.type === 'invokeHostFunctionSuccess' ? call.success.toString() : null;
}

const toid = (ledger: number, tx: number, op: number): bigint =>
	(BigInt(ledger) << 32n) | (BigInt(tx) << 12n) | BigInt(op);

/** An event's id: the place of its operation in history (TOID), and its number among the operation's events. */
export const eventId = (operation: bigint, index: number): string =>
	`${String(operation).padStart(19, '0')}-${String(index).padStart(10, '0')}`;

/** What lies before a contract event's first topic: its contract's id, its type, its body's version, their number. */
const idBytes = 32;
const headBytes = idBytes + 12;
const contractType = 1;
const mostTopics = 4;

/**
 * The contracts that emit events with this first topic in a ledger, found by their bytes: decoding a whole ledger costs
 * too much if a stranger emits one in each. It may name a contract too many, and none too few.
 */
export function emittersIn(info: LedgerInfo, topic: string): Set<string> {
	const meta = Buffer.from(info.metadataXdr, 'base64');
	const wanted = Buffer.from(topic, 'base64');
	const emitters = new Set<string>();
	for (let at = meta.indexOf(wanted); at >= 0; at = meta.indexOf(wanted, at + wanted.length)) {
		const start = at - headBytes;
		if (start < 4) continue;
		const [hasContract, type, version, topics] = [start - 4, at - 12, at - 8, at - 4].map((offset) =>
			meta.readUInt32BE(offset),
		) as [number, number, number, number];
		const isEvent = hasContract === 1 && type === contractType && version === 0 && topics >= 1;
		if (isEvent && topics <= mostTopics)
			emitters.add(StrKey.encodeContract(new Uint8Array(meta.subarray(start, start + idBytes))));
	}
	return emitters;
}
