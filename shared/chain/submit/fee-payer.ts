import { Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { spendableXlm } from '../state/spendable-xlm.ts';

/** Neither the source nor the fee payer pays. `detail.missing`: stroops of XLM. */
export type FeeUnpaidError = PassaError<'INSUFFICIENT_XLM' | 'FEES_USED_UP'>;

/** Why nobody pays a fee. `why` in the detail says that the network never saw the transaction. */
export type FeePayerError = PassaError<
	| 'FEES_USED_UP'
	| 'FEES_UNAVAILABLE'
	| 'NOT_OUR_CALL'
	| 'FEE_TOO_HIGH'
	| 'XLM_ENOUGH'
	| 'SIGNATURE_WRONG'
	| 'QUOTE_EXPIRED'
>;

/** Pays the network's fee for an account whose XLM does not reach. */
export type FeePayer = {
	/** Throws FEES_USED_UP or FEES_UNAVAILABLE if it would pay nothing for this caller now. */
	assertOpen(): Promise<void>;
	/**
	 * Hands a signed envelope to the network within an envelope that pays. Throws FeePayerError, or the contract's own
	 * refusal; after RPC_UNREACHABLE the envelope may have arrived.
	 */
	send(envelope: string): Promise<void>;
};

/** Why nobody pays the reserves of a trust line. */
export type LinePayerError = PassaError<
	| 'RESERVES_USED_UP'
	| 'FEES_UNAVAILABLE'
	| 'NOT_OUR_CALL'
	| 'XLM_ENOUGH'
	| 'SIGN_IN_NEEDED'
	| 'SIGNATURE_WRONG'
	| 'QUOTE_EXPIRED'
>;

/** Pays the reserves of a first trust line, and of the account if there is none. */
export type LinePayer = {
	/** What the wallet signs, within minutes: see `sponsored-line.ts`. Throws LinePayerError. */
	offer(address: string): Promise<string>;
	/** Signs what the wallet signed and hands it to the network. Throws LinePayerError; after RPC_UNREACHABLE it may have. */
	send(envelope: string): Promise<void>;
};

type PayingChain = { rpcUrl: string; passphrase: string; feePayer?: FeePayer };

/** What its source offers if another account pays: the least that the network's rules let it say, in stroops. */
const offered = 100;

/** Stroops of XLM that an account lacks for a fee; 0 or less if it has them. */
async function missingXlm(chain: PayingChain, address: string, fee: bigint): Promise<bigint> {
	const found = await spendableXlm(chain, address);
	return found ? fee - found.spendable : fee;
}

/**
 * The same transaction with a fee below that of its resources. The network takes it only within a fee-bump: so nobody else
 * can send it, and wallets see that their account pays nothing.
 */
export function paidByAnother(transaction: Transaction): Transaction {
	const envelope = transaction.toEnvelope();
	if (envelope.type !== 'envelopeTypeTx') throw new RangeError('only a transaction of today has resources');
	const { sourceAccount, seqNum, cond, memo, operations, ext } = envelope.value.tx;
	const tx = new xdr.Transaction({ sourceAccount, fee: offered, seqNum, cond, memo, operations, ext });
	const changed = xdr.TransactionEnvelope.envelopeTypeTx(
		new xdr.TransactionV1Envelope({ tx, signatures: [] }),
	);
	return new Transaction(changed, transaction.networkPassphrase);
}

/** Whether another account must pay: the transaction offers less than its resources cost. */
export function needsFeePayer(transaction: Transaction): boolean {
	const resources = resourceFeeOf(transaction);
	return resources !== null && BigInt(transaction.fee) < resources;
}

/** Stroops that its resources cost at most; null if it calls no contract. */
export function resourceFeeOf(transaction: Transaction): bigint | null {
	const envelope = transaction.toEnvelope();
	const ext = envelope.type === 'envelopeTypeTx' ? envelope.value.tx.ext : null;
	return ext?.type === 'sorobanData' ? BigInt(ext.value.resourceFee) : null;
}

/** `needsFeePayer` of an envelope (base64). */
export function isPaidByAnother(envelope: string, passphrase: string): boolean {
	const parsed = TransactionBuilder.fromXDR(envelope, passphrase);
	return parsed instanceof Transaction && needsFeePayer(parsed);
}

/** Whether the fee payer pays. Throws FEES_USED_UP or INSUFFICIENT_XLM, with `missing`, if neither does. */
export async function isFeePaid(chain: PayingChain, source: string, fee: bigint): Promise<boolean> {
	const missing = chain.feePayer ? await missingXlm(chain, source, fee) : 0n;
	if (missing <= 0n) return false;
	await chain.feePayer!.assertOpen().catch((error) => {
		const isUsedUp = error instanceof PassaError && error.code === 'FEES_USED_UP';
		const words = isUsedUp ? error.message : 'There is not enough XLM in the wallet for the network fee.';
		throw new PassaError(isUsedUp ? 'FEES_USED_UP' : 'INSUFFICIENT_XLM', words, { detail: { missing } });
	});
	return true;
}
