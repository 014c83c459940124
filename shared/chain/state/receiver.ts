import { StrKey } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import type { RpcError } from '../rpc-node.ts';
import { type PayeePlace, type PayeeRefusal, readPayees } from './payee-standing.ts';

export type ReceiverError =
	| RpcError
	| PassaError<
			'RECEIVER_INVALID' | 'RECEIVER_MISSING' | 'RECEIVER_UNUSABLE' | 'TRANSFER_TO_SELF' | 'ASSET_UNKNOWN'
	  >;

/** Addresses that a ticket would be lost at. Whether a holder accepts USDC does not matter to a ticket. */
const lost: Partial<Record<PayeeRefusal, 'RECEIVER_MISSING' | 'RECEIVER_UNUSABLE'>> = {
	PAYEE_ACCOUNT_MISSING: 'RECEIVER_MISSING',
	PAYEE_CONTRACT_MISSING: 'RECEIVER_MISSING',
	PAYEE_IS_ISSUER: 'RECEIVER_UNUSABLE',
	PAYEE_IS_CONTRACT: 'RECEIVER_UNUSABLE',
	PAYEE_LOCKED: 'RECEIVER_UNUSABLE',
};

const reasons = {
	RECEIVER_MISSING: 'There is no wallet at that address on this network. Compare it with your friend’s.',
	RECEIVER_UNUSABLE: 'Nobody could use a ticket at that address. Ask for the address of a wallet.',
};

/** Whether somebody can use a ticket at `to` (G… or C…) that `from` sends. Throws ReceiverError. */
export async function assertReceiver(place: PayeePlace, from: string, to: string): Promise<void> {
	if (!StrKey.isValidEd25519PublicKey(to) && !StrKey.isValidContract(to))
		throw new PassaError('RECEIVER_INVALID', 'A wallet’s address has 56 characters and begins with G or C.');
	if (to === from) throw new PassaError('TRANSFER_TO_SELF', 'That is the wallet that has the ticket now.');
	const { refusal } = (await readPayees(place, [to])).get(to)!;
	const code = refusal && lost[refusal];
	if (code) throw new PassaError(code, reasons[code]);
}
