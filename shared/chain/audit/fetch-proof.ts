import { xdr } from '@stellar/stellar-sdk';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { call } from '../rpc.ts';
import type { EventProof, LedgerHash } from './verify-proof.ts';

type Ledger = { hash: string; sequence: number; headerXdr: string; metadataXdr: string };

/** Reads an event's proof, with the headers of the `following` ledgers that exist. Unverified: see `verifyProof`. */
export async function fetchProof(
	rpcUrl: string,
	event: Pick<RawEvent, 'ledger' | 'txHash'>,
	following = 1,
): Promise<EventProof> {
	const [transaction, ledgers] = await Promise.all([
		call<{ status: string; resultMetaXdr?: string }>(rpcUrl, 'getTransaction', { hash: event.txHash }),
		readLedgers(rpcUrl, event.ledger, 1 + following),
	]);
	if (!transaction.resultMetaXdr || ledgers[0]?.sequence !== event.ledger)
		throw new PassaError('NOT_PROVABLE', `the RPC no longer keeps ledger ${event.ledger}`);
	return {
		success: successOf(transaction.resultMetaXdr).toXdr('base64'),
		results: resultsOf(ledgers[0].metadataXdr).toXdr('base64'),
		headers: ledgers.map((l) =>
			xdr.LedgerHeaderHistoryEntry.fromXdr(l.headerXdr, 'base64').header.toXdr('base64'),
		),
	};
}

/** A ledger's hash according to this RPC; null where it does not keep that ledger. */
export async function ledgerHash(rpcUrl: string, ledger: number): Promise<LedgerHash | null> {
	const [found] = await readLedgers(rpcUrl, ledger, 1).catch((error: PassaError) => {
		if (error.code === 'RPC_ERROR') return [];
		throw error;
	});
	return found?.sequence === ledger ? { ledger, hash: found.hash } : null;
}

async function readLedgers(rpcUrl: string, startLedger: number, limit: number): Promise<Ledger[]> {
	const { ledgers } = await call<{ ledgers: Ledger[] }>(rpcUrl, 'getLedgers', {
		startLedger,
		pagination: { limit },
	});
	return ledgers;
}

/** The return value and events of a transaction's only operation, as the host hashed them. */
function successOf(metaXdr: string): xdr.InvokeHostFunctionSuccessPreImage {
	const meta = xdr.TransactionMeta.fromXdr(metaXdr, 'base64');
	const [value, events] =
		meta.type === 'v4'
			? [meta.v4.sorobanMeta?.returnValue, meta.v4.operations[0]?.events]
			: meta.type === 'v3'
				? [meta.v3.sorobanMeta?.returnValue, meta.v3.sorobanMeta?.events]
				: [];
	return new xdr.InvokeHostFunctionSuccessPreImage({
		returnValue: value ?? xdr.ScVal.scvVoid(),
		events: events ?? [],
	});
}

function resultsOf(metaXdr: string): xdr.TransactionResultSet {
	const meta = xdr.LedgerCloseMeta.fromXdr(metaXdr, 'base64');
	return new xdr.TransactionResultSet({ results: meta.value.txProcessing.map((t) => t.result) });
}
