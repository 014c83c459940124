import { scValToNative, xdr } from '@stellar/stellar-sdk';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';

/** A movement of an asset, in stroops. `toId` is the payee's id where the money went to a muxed address. */
export type TokenTransfer = {
	from: string;
	to: string;
	amount: bigint;
	toId: bigint | null;
	txHash: string;
	ledger: number;
	id: string;
};

/**
 * Reads a `transfer` of the asset's contract `asset`, and of no other. Its data is an amount, or a map with
 * `to_muxed_id` where the money went to a muxed address (CAP-67).
 */
export function decodeTransfer(raw: RawEvent, asset: string): TokenTransfer {
	if (raw.contractId !== asset)
		throw new PassaError('EVENT_FOREIGN', `event ${raw.id} comes from ${raw.contractId}, not from ${asset}`);
	const [name, from, to] = raw.topic.map((t) => scValToNative(xdr.ScVal.fromXdr(t, 'base64')) as string);
	if (name !== 'transfer' || !from || !to)
		throw new PassaError('EVENT_UNKNOWN', `event ${raw.id} is no transfer`);
	const data = scValToNative(xdr.ScVal.fromXdr(raw.value, 'base64')) as
		| bigint
		| { amount?: bigint; to_muxed_id?: bigint | string | Uint8Array };
	const plain = typeof data === 'bigint';
	const amount = plain ? data : data?.amount;
	if (typeof amount !== 'bigint')
		throw new PassaError('EVENT_MALFORMED', `event ${raw.id} carries no amount`);
	const toId = plain || typeof data.to_muxed_id !== 'bigint' ? null : data.to_muxed_id;
	return { from, to, amount, toId, txHash: raw.txHash, ledger: raw.ledger, id: raw.id };
}
