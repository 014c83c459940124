import { scValToNative, xdr } from '@stellar/stellar-sdk';
import type { RawEvent } from './decode.ts';

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

/** Reads the asset contract's `transfer`: its data is an amount, or a map with `to_muxed_id` (CAP-67). */
export function decodeTransfer(raw: RawEvent): TokenTransfer {
	const topic = (i: number) => scValToNative(xdr.ScVal.fromXdr(raw.topic[i]!, 'base64')) as string;
	const data = scValToNative(xdr.ScVal.fromXdr(raw.value, 'base64')) as
		| bigint
		| { amount: bigint; to_muxed_id?: bigint };
	const plain = typeof data === 'bigint';
	return {
		from: topic(1),
		to: topic(2),
		amount: plain ? data : data.amount,
		toId: plain || typeof data.to_muxed_id !== 'bigint' ? null : data.to_muxed_id,
		txHash: raw.txHash,
		ledger: raw.ledger,
		id: raw.id,
	};
}
