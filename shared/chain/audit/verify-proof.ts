import { StrKey, xdr } from '@stellar/stellar-sdk';
import { fromBase64 } from '#shared/base64.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { digest } from '../digest.ts';

/**
 * Proves that consensus confirmed an event: a chain of preimages, where each contains the SHA-256 of the one before.
 * Base64, as they were hashed. The proof shows that an event exists. Only the log shows that none is missing.
 */
export type EventProof = {
	/** InvokeHostFunctionSuccessPreImage: the call's return value and events. */
	success: string;
	/** TransactionResultSet of the ledger. */
	results: string;
	/** LedgerHeaders: the event's ledger, then those that follow it one by one. */
	headers: string[];
};

/** A closed ledger by its header's SHA-256, in hex. */
type LedgerHash = { ledger: number; hash: string };
/** A ledger as its header has it: number, hash, and the Unix second it closed. */
export type ProvenLedger = LedgerHash & { closedAt: bigint };

type ProvenEvent = Pick<RawEvent, 'contractId' | 'txHash' | 'topic' | 'value'>;

/** Follows a proof from an event up to its ledgers. Throws PROOF_BROKEN at the first link that does not hold. */
export const verifyProof = (event: ProvenEvent, proof: EventProof): ProvenLedger[] =>
	verifyCall(event.txHash, [event], proof);

/** The same for several events of one transaction, which are read once. */
export function verifyCall(txHash: string, events: ProvenEvent[], proof: EventProof): ProvenLedger[] {
	const [success, results, ...headers] = [proof.success, proof.results, ...proof.headers].map(bytesOf);
	const call = decoded('the call', () => xdr.InvokeHostFunctionSuccessPreImage.fromXdr(success!));
	if (!events.every((event) => emitted(event, call))) throw broken('the call did not emit this event');
	const set = decoded('the results', () => xdr.TransactionResultSet.fromXdr(results!));
	if (successOf(set, txHash) !== sha256(success!)) throw broken('its transaction has another result');
	return follow(headers, sha256(results!));
}

/** The ledgers of a chain of headers, the first of which holds these results. */
function follow(headers: Uint8Array[], results: string): ProvenLedger[] {
	const ledgers: ProvenLedger[] = [];
	for (const bytes of headers) {
		const header = decoded('a header', () => xdr.LedgerHeader.fromXdr(bytes));
		const last = ledgers.at(-1);
		if (!last && header.txSetResultHash.toString() !== results) throw broken('its ledger has other results');
		const follows =
			last?.hash === header.previousLedgerHash.toString() && last.ledger + 1 === header.ledgerSeq;
		if (last && !follows) throw broken(`ledger ${header.ledgerSeq} does not follow`);
		ledgers.push(describe(header, bytes));
	}
	if (ledgers.length === 0) throw broken('there is no ledger header');
	return ledgers;
}

const describe = (header: xdr.LedgerHeader, bytes: Uint8Array): ProvenLedger => ({
	ledger: header.ledgerSeq,
	hash: sha256(bytes),
	closedAt: BigInt(header.scpValue.closeTime),
});

/** A ledger by its header alone (base64). Throws PROOF_BROKEN. */
export function ledgerOf(header: string): ProvenLedger {
	const bytes = bytesOf(header);
	return describe(
		decoded('a header', () => xdr.LedgerHeader.fromXdr(bytes)),
		bytes,
	);
}

function emitted(event: ProvenEvent, call: xdr.InvokeHostFunctionSuccessPreImage): boolean {
	return call.events.some(
		({ contractId, body }) =>
			contractId !== null &&
			StrKey.encodeContract(contractId.toXdrObject()) === event.contractId &&
			body.v0.data.toXdr('base64') === event.value &&
			body.v0.topics.map((t) => t.toXdr('base64')).join() === event.topic.join(),
	);
}

/** The success value of a transaction's contract call, by its own hash or by its fee-bump's. */
function successOf(set: xdr.TransactionResultSet, txHash: string): string | null {
	for (const pair of set.results) {
		const { result } = pair.result;
		const inner = 'innerResultPair' in result ? result.innerResultPair : null;
		if (![pair.transactionHash, inner?.transactionHash].some((h) => h?.toString() === txHash)) continue;
		const final = inner ? inner.result.result : result;
		const first = 'results' in final ? final.results[0] : null;
		const done = first?.type === 'opInner' && first.tr.type === 'invokeHostFunction' ? first.tr : null;
		const call = done?.invokeHostFunctionResult;
		return call?.type === 'invokeHostFunctionSuccess' ? call.success.toString() : null;
	}
	return null;
}

const broken = (why: string, cause?: unknown) =>
	new PassaError('PROOF_BROKEN', `the proof does not hold: ${why}`, { cause });

function decoded<T>(what: string, decode: () => T): T {
	try {
		return decode();
	} catch (cause) {
		throw broken(`${what} cannot be read`, cause);
	}
}

const bytesOf = (base64: string): Uint8Array => decoded('base64', () => fromBase64(base64));

const sha256 = (bytes: Uint8Array): string => hex(digest(bytes));
