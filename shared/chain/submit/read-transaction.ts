import { StrKey, scValToNative, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { call } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { rangeIn, refusedRange } from '../rpc-range.ts';

/** A contract's event in plain values: addresses as text, whole numbers as bigint. */
export type PlainEvent = {
	contract: string;
	topics: unknown[];
	value: unknown;
	/** Topics and value as base64 XDR. */
	bytes: { topic: string[]; value: string };
};

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
	/** In the order they happened; none if the transaction failed. */
	events: PlainEvent[];
};

export type ReadTransactionError = RpcError | PassaError<'TRANSACTION_NOT_FOUND' | 'HISTORY_CUT'>;

/** Where a transaction is: its hash (64 hex digits), and its ledger where the reader knows it. */
export type TransactionRef = { hash: string; ledger?: number | null };

/**
 * A transaction. Throws ReadTransactionError: HISTORY_CUT if the RPC no longer keeps its ledger, TRANSACTION_NOT_FOUND
 * if the RPC does not have it. A reader who names no ledger gets the second for both: the RPC does not say which it
 * is. The detail of both says what the RPC keeps: `oldestLedger`, and its time `keptSince` (ISO 8601, null if unknown).
 */
export async function readTransaction(
	{ rpcUrl, passphrase }: { rpcUrl: string; passphrase: string },
	{ hash, ledger = null }: TransactionRef,
): Promise<SeenTransaction> {
	const answer = await call(rpcUrl, 'getTransaction', { hash }).catch(async (error: PassaError) => {
		throw (await refusedAsCut(rpcUrl, error, ledger)) ?? error;
	});
	if (answer.status === 'NOT_FOUND')
		throw missing(ledger, answer.oldestLedger, timeOf(answer.oldestLedgerCloseTime));
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

/** Some providers answer a transaction of a lost ledger with an error, each in other words. Null if it is another error. */
async function refusedAsCut(
	rpcUrl: string,
	error: PassaError,
	ledger: number | null,
): Promise<ReadTransactionError | null> {
	const { rpcMessage = '' } = error.detail as { rpcMessage?: string };
	const range =
		ledger === null
			? rangeIn(rpcMessage, 0)
			: await refusedRange(error, ledger, () => call(rpcUrl, 'getHealth'));
	return range && missing(ledger, range.oldest, null);
}

function missing(
	ledger: number | null,
	oldestLedger: number,
	keptSince: string | null,
): ReadTransactionError {
	const kept = keptSince === null ? `ledger ${oldestLedger}` : keptSince;
	const detail = { keptSince, oldestLedger };
	if (ledger === null || ledger >= oldestLedger)
		return new PassaError(
			'TRANSACTION_NOT_FOUND',
			`The RPC has no such transaction; it keeps those since ${kept} only.`,
			{ status: 404, detail },
		);
	return new PassaError(
		'HISTORY_CUT',
		`The RPC keeps ledgers from ${oldestLedger} on; the transaction is in ledger ${ledger}.`,
		{ status: 404, detail: { ...detail, ledger } },
	);
}

const timeOf = (seconds: string): string | null => (Number(seconds) > 0 ? isoTime(seconds) : null);

const isoTime = (seconds: string): string => new Date(Number(seconds) * 1000).toISOString();

function plainEvent(base64: string): PlainEvent {
	const { contractId, body } = xdr.ContractEvent.fromXdr(base64, 'base64');
	return {
		contract: contractId ? StrKey.encodeContract(contractId.toXdr()) : '',
		topics: body.v0.topics.map((topic) => scValToNative(topic)),
		value: scValToNative(body.v0.data),
		bytes: {
			topic: body.v0.topics.map((topic) => topic.toXdr('base64')),
			value: body.v0.data.toXdr('base64'),
		},
	};
}
