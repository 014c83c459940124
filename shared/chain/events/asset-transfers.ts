import { scValToNative, xdr } from '@stellar/stellar-sdk';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';

/**
 * A movement of an asset, in stroops. `toId` is the payee's id if the money went to a muxed address. A payment by the
 * issuer is a mint, one to it a burn, and a claw-back moves money to it. Its address then stands as `from` or `to`.
 */
export type TokenTransfer = {
	kind: 'transfer' | 'mint' | 'burn' | 'clawback';
	from: string;
	to: string;
	amount: bigint;
	toId: bigint | null;
	txHash: string;
	ledger: number;
	id: string;
};

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');

/** Topic filters for every movement from or to a holder. An RPC accepts five. */
export function movementTopics(holder: xdr.ScVal): string[][] {
	const self = holder.toXdr('base64');
	return [
		[symbol('transfer'), self, '*', '*'],
		[symbol('transfer'), '*', self, '*'],
		[symbol('mint'), self, '*'],
		[symbol('burn'), self, '*'],
		[symbol('clawback'), self, '*'],
	];
}

/** Whether an event of the asset's contract is a movement from or to this holder. */
export const isMovementOf = ({ topic }: RawEvent, holder: xdr.ScVal): boolean =>
	movementTopics(holder).some(
		(wanted) => wanted.length === topic.length && wanted.every((t, i) => t === '*' || t === topic[i]),
	);

/**
 * Reads a movement of the asset's contract `asset`, and of no other. Its data is an amount, or a map with `to_muxed_id`
 * if the money went to a muxed address (CAP-67). The last topic names the asset, `CODE:ISSUER`.
 */
export function decodeTransfer(raw: RawEvent, asset: string): TokenTransfer {
	if (raw.contractId !== asset)
		throw new PassaError('EVENT_FOREIGN', `event ${raw.id} comes from ${raw.contractId}, not from ${asset}`);
	const topics = raw.topic.map((t) => scValToNative(xdr.ScVal.fromXdr(t, 'base64')) as string);
	const data = scValToNative(xdr.ScVal.fromXdr(raw.value, 'base64')) as
		| bigint
		| { amount?: bigint; to_muxed_id?: bigint | string | Uint8Array };
	const plain = typeof data === 'bigint';
	const amount = plain ? data : data?.amount;
	if (typeof amount !== 'bigint')
		throw new PassaError('EVENT_MALFORMED', `event ${raw.id} carries no amount`);
	const toId = plain || typeof data.to_muxed_id !== 'bigint' ? null : data.to_muxed_id;
	const { txHash, ledger, id } = raw;
	return { ...sidesOf(topics, id), amount, toId, txHash, ledger, id };
}

function sidesOf(topics: string[], id: string): Pick<TokenTransfer, 'kind' | 'from' | 'to'> {
	const [kind, first, second] = topics;
	const issuer = topics.at(-1)?.split(':')[1] ?? '';
	if (kind === 'transfer' && first && second) return { kind, from: first, to: second };
	if (topics.length === 3 && first && issuer) {
		if (kind === 'mint') return { kind, from: issuer, to: first };
		if (kind === 'burn' || kind === 'clawback') return { kind, from: first, to: issuer };
	}
	throw new PassaError('EVENT_UNKNOWN', `event ${id} is not a transfer`);
}
