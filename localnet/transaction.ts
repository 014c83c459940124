import { FeeBumpTransaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import type { CheckedSignatures } from './signatures.ts';
import {
	account,
	type Envelope,
	type Operation,
	type PublicKey,
	type Signature,
	type SorobanData,
	type Transaction,
} from './xdr-types.ts';

/** A decoded envelope, with the values that later steps need. */
export type Parsed = {
	bytes: Uint8Array;
	envelope: Envelope;
	hash: Uint8Array;
	tx: Transaction;
	txHash: Uint8Array;
	signatures: Signature[];
	source: PublicKey;
	soroban: SorobanData | null;
	/** The most the sender would pay, in stroops, and who pays it. */
	fee: bigint;
	feeSource: PublicKey;
	feeBump: Signature[] | null;
	/** What counts for the inclusion fee: operations, and one more for a fee-bump. */
	feeUnits: bigint;
	checkedSignatures: CheckedSignatures;
};

/** The account that an operation acts for: the one it names, else the transaction's. */
export const sourceOf = (tx: Transaction, operation: Operation): PublicKey =>
	account(operation.sourceAccount ?? tx.sourceAccount);

/** The envelope from before 2020, which no network accepts any more. `hash` is the transaction's. */
export class UnsupportedEnvelope extends Error {
	readonly hash: Uint8Array;

	constructor(hash: Uint8Array) {
		super('envelope type TX_V0 is not supported');
		this.hash = hash;
	}
}

/** Throws on bytes that are not a transaction, and UnsupportedEnvelope. */
export function parse(bytes: Uint8Array, passphrase: string): Parsed {
	const value = xdr.TransactionEnvelope.fromXdr(bytes);
	const envelope = value.toXdrObject() as Envelope;
	const built = TransactionBuilder.fromXDR(value, passphrase);
	if (envelope.type === 0) throw new UnsupportedEnvelope(built.hash());
	const v1 = envelope.type === 2 ? envelope.v1 : envelope.feeBump.tx.innerTx.v1;
	const { tx } = v1;
	const outer = envelope.type === 5 ? envelope.feeBump : null;
	return {
		bytes,
		envelope,
		hash: built.hash(),
		tx,
		txHash: built instanceof FeeBumpTransaction ? built.innerTransaction.hash() : built.hash(),
		signatures: v1.signatures,
		source: account(tx.sourceAccount),
		soroban: tx.ext.v === 1 ? tx.ext.sorobanData : null,
		fee: outer ? outer.tx.fee : BigInt(tx.fee),
		feeSource: account(outer ? outer.tx.feeSource : tx.sourceAccount),
		feeBump: outer ? outer.signatures : null,
		feeUnits: BigInt(tx.operations.length + (outer ? 1 : 0)),
		checkedSignatures: new Map(),
	};
}
