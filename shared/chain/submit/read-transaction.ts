import { StrKey, scValToNative, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { call } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';

/** A contract's event in plain values: addresses as text, whole numbers as bigint. */
export type PlainEvent = { contract: string; topics: unknown[]; value: unknown };

export type SeenTransaction = {
	hash: string;
	applied: boolean;
	ledger: number;
	/** ISO 8601. */
	closedAt: string;
	/** The account that paid the network's fee: G… or M…. */
	payer: string;
	/** Stroops of lumens. */
	fee: bigint;
	/** In the order they happened; none where the transaction failed. */
	events: PlainEvent[];
};

export type ReadTransactionError = RpcError | PassaError<'TRANSACTION_NOT_FOUND'>;

/**
 * A transaction by its hash (64 hex digits). Throws ReadTransactionError: TRANSACTION_NOT_FOUND where the RPC does not
 * have it, or no longer. Its detail says since when the RPC keeps transactions: `keptSince`, ISO 8601.
 */
export async function readTransaction(
	{ rpcUrl, passphrase }: { rpcUrl: string; passphrase: string },
	hash: string,
): Promise<SeenTransaction> {
	const answer = await call(rpcUrl, 'getTransaction', { hash });
	if (answer.status === 'NOT_FOUND') {
		const keptSince = isoTime(answer.oldestLedgerCloseTime);
		throw new PassaError(
			'TRANSACTION_NOT_FOUND',
			`The RPC has no such transaction; it keeps those since ${keptSince} only.`,
			{ status: 404, detail: { keptSince, oldestLedger: answer.oldestLedger } },
		);
	}
	const envelope = TransactionBuilder.fromXDR(answer.envelopeXdr, passphrase);
	return {
		hash,
		applied: answer.status === 'SUCCESS',
		ledger: answer.ledger,
		closedAt: isoTime(answer.createdAt),
		payer: 'feeSource' in envelope ? envelope.feeSource : envelope.source,
		fee: xdr.TransactionResult.fromXdr(answer.resultXdr, 'base64').feeCharged,
		events: (answer.events?.contractEventsXdr ?? []).flat().map(plainEvent),
	};
}

const isoTime = (seconds: string): string => new Date(Number(seconds) * 1000).toISOString();

function plainEvent(base64: string): PlainEvent {
	const { contractId, body } = xdr.ContractEvent.fromXdr(base64, 'base64');
	return {
		contract: contractId ? StrKey.encodeContract(contractId.toXdr()) : '',
		topics: body.v0.topics.map((topic) => scValToNative(topic)),
		value: scValToNative(body.v0.data),
	};
}
