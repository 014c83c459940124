import { createHash } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';

/** The plain form of an XDR type: discriminants as numbers, fields as in the .x files. */
type WireOf<T extends { fromXdrObject(wire: never): unknown }> = Parameters<T['fromXdrObject']>[0];

export type Envelope = WireOf<typeof xdr.TransactionEnvelope>;
export type Transaction = WireOf<typeof xdr.Transaction>;
export type Operation = WireOf<typeof xdr.Operation>;
export type Signature = WireOf<typeof xdr.DecoratedSignature>;
export type Signer = WireOf<typeof xdr.Signer>;
export type SignerKey = WireOf<typeof xdr.SignerKey>;
export type SorobanData = WireOf<typeof xdr.SorobanTransactionData>;
export type LedgerKey = WireOf<typeof xdr.LedgerKey>;
export type LedgerEntry = WireOf<typeof xdr.LedgerEntry>;
export type Account = WireOf<typeof xdr.AccountEntry>;
export type TrustLine = WireOf<typeof xdr.TrustLineEntry>;
export type PublicKey = WireOf<typeof xdr.PublicKey>;
export type Muxed = WireOf<typeof xdr.MuxedAccount>;
export type Memo = WireOf<typeof xdr.Memo>;
export type Claimant = WireOf<typeof xdr.Claimant>;
export type ClaimPredicate = WireOf<typeof xdr.ClaimPredicate>;
export type Asset = WireOf<typeof xdr.Asset>;
export type TrustLineAsset = WireOf<typeof xdr.TrustLineAsset>;
export type OperationResult = WireOf<typeof xdr.OperationResult>;
export type OperationResultTr = WireOf<typeof xdr.OperationResultTr>;
export type TransactionResult = WireOf<typeof xdr.TransactionResult>;
export type TransactionResultPair = WireOf<typeof xdr.TransactionResultPair>;
export type TransactionMeta = WireOf<typeof xdr.TransactionMeta>;
export type TransactionMetaV4 = WireOf<typeof xdr.TransactionMetaV4>;
export type TransactionEvent = WireOf<typeof xdr.TransactionEvent>;
export type ContractEvent = WireOf<typeof xdr.ContractEvent>;
export type EntryChange = WireOf<typeof xdr.LedgerEntryChange>;
export type LedgerHeader = WireOf<typeof xdr.LedgerHeader>;
export type ResultMeta = WireOf<typeof xdr.TransactionResultMetaV1>;

export const sha256 = (...parts: Uint8Array[]): Uint8Array => {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part);
	return new Uint8Array(hash.digest());
};

export const encodeKey = (key: LedgerKey): Uint8Array => xdr.LedgerKey.fromXdrObject(key).toXdr();
export const decodeKey = (key: Uint8Array): LedgerKey => xdr.LedgerKey.fromXdr(key).toXdrObject();
export const encodeEntry = (entry: LedgerEntry): Uint8Array => xdr.LedgerEntry.fromXdrObject(entry).toXdr();
export const decodeEntry = (entry: Uint8Array): LedgerEntry => xdr.LedgerEntry.fromXdr(entry).toXdrObject();

export const account = (muxed: Muxed): PublicKey => ({
	type: 0,
	ed25519: muxed.type === 0 ? muxed.ed25519 : muxed.med25519.ed25519,
});

export const sameKey = (a: PublicKey, b: PublicKey): boolean => Buffer.compare(a.ed25519, b.ed25519) === 0;
