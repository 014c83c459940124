import { StrKey, xdr } from '@stellar/stellar-sdk';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { hex } from '#shared/hex.ts';
import type { LedgerInfo } from './rpc-source.ts';

const successCodes = [0, 1]; // txSUCCESS, txFEE_BUMP_INNER_SUCCESS

/**
 * Reads the contract events whose first topic is `topic` (base64) from the ledger's own meta, in the shape of getEvents.
 * It serves ledgers whose events the source has dropped.
 */
export function eventsOfLedger(info: LedgerInfo, topic: string): RawEvent[] {
	const meta = xdr.LedgerCloseMeta.fromXdr(info.metadataXdr, 'base64').toXdrObject();
	if (meta.v === 0) return [];
	const processed = meta.v === 1 ? meta.v1.txProcessing : meta.v2.txProcessing;
	const ledgerClosedAt = new Date(Number(info.ledgerCloseTime) * 1000).toISOString().replace('.000Z', 'Z');
	return processed.flatMap(({ result, txApplyProcessing }, i) => {
		const inSuccessfulContractCall = successCodes.includes(result.result.result.code);
		return perOperation(txApplyProcessing).flatMap((events, op) =>
			events.flatMap((wire, index): RawEvent[] => {
				const { body } = xdr.ContractEvent.fromXdrObject(wire);
				const topics = body.v0.topics.map((t) => t.toXdr('base64'));
				if (!wire.contractId || topics[0] !== topic) return [];
				return [
					{
						id: eventId(info.sequence, i + 1, op, index),
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
	});
}

type Meta = ReturnType<xdr.TransactionMeta['toXdrObject']>;
type WireEvent = ReturnType<xdr.ContractEvent['toXdrObject']>;

function perOperation(meta: Meta): WireEvent[][] {
	if (meta.v === 4) return meta.v4.operations.map((o) => o.events);
	// A contract call is its transaction's only operation.
	return meta.v === 3 ? [meta.v3.sorobanMeta?.events ?? []] : [];
}

function eventId(ledger: number, tx: number, op: number, index: number): string {
	const toid = (BigInt(ledger) << 32n) | (BigInt(tx) << 12n) | BigInt(op);
	return `${String(toid).padStart(19, '0')}-${String(index).padStart(10, '0')}`;
}
