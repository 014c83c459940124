import { setTimeout as sleep } from 'node:timers/promises';
import { xdr } from '@stellar/stellar-sdk';
import type { Network, Submitted } from '../network.ts';
import { badRequest, Problem } from './problem.ts';
import { resultCodes } from './result-codes.ts';
import { transactionRecord } from './transactions.ts';

const patienceMs = 30_000;
const pollMs = 20;

type Envelope = { text: string; bytes: Uint8Array };

/** `tx` of a form: a transaction's envelope in base64. Throws a Problem. */
function envelopeIn(form: URLSearchParams): Envelope {
	const text = form.get('tx');
	if (!text) throw badRequest('tx', 'tx is missing');
	const bytes = new Uint8Array(Buffer.from(text, 'base64'));
	if (xdr.TransactionEnvelope.validateXdr(bytes)) return { text, bytes };
	const detail = 'Horizon could not decode the transaction envelope in this request.';
	throw new Problem('transaction_malformed', 'Transaction Malformed', 400, detail, { envelope_xdr: text });
}

/** POST /transactions: sends a transaction and waits until it is in a ledger. Throws a Problem. */
export async function submitAndWait(network: Network, form: URLSearchParams, base: string): Promise<object> {
	const envelope = envelopeIn(form);
	const submitted = network.submit(envelope.bytes);
	const hash = new Uint8Array(Buffer.from(submitted.hash, 'hex'));
	// Sent again after its ledger, a transaction gets the answer that it got first.
	const known = network.store.transaction(hash);
	if (submitted.status === 'ERROR' && !known) {
		throw failed(envelope, xdr.TransactionResult.fromXdrObject(refusedResult(submitted)));
	}
	if (submitted.status === 'TRY_AGAIN_LATER') {
		throw new Problem('server_over_capacity', 'Server Over Capacity', 503, 'Send it again in a moment.');
	}
	for (let waited = 0; waited < patienceMs; waited += pollMs) {
		const row = network.store.transaction(hash);
		if (row?.succeeded) return transactionRecord(network, row, base);
		if (row) throw failed(envelope, xdr.TransactionResult.fromXdr(row.result));
		if (!network.isPending(submitted.hash)) break;
		await sleep(pollMs);
	}
	const detail = 'The transaction is in no ledger yet. Look for its hash before you send another one.';
	const extras = { hash: submitted.hash, envelope_xdr: envelope.text };
	throw new Problem('timeout', 'Timeout', 504, detail, extras);
}

/** POST /transactions_async: the queue's answer, with the HTTP status that belongs to it. */
export function submitAsync(network: Network, form: URLSearchParams): { status: number; body: object } {
	const submitted = network.submit(envelopeIn(form).bytes);
	const answer = { tx_status: submitted.status, hash: submitted.hash };
	if (submitted.status !== 'ERROR') return { status: asyncStatus[submitted.status], body: answer };
	const error_result_xdr = xdr.TransactionResult.fromXdrObject(refusedResult(submitted)).toXdr('base64');
	return { status: 400, body: { ...answer, error_result_xdr } };
}

const asyncStatus = { PENDING: 201, DUPLICATE: 409, TRY_AGAIN_LATER: 503 } as const;

const refusedResult = ({ result }: Extract<Submitted, { status: 'ERROR' }>) => ({
	feeCharged: 0n,
	result,
	ext: { v: 0 as const },
});

function failed({ text }: Envelope, result: xdr.TransactionResult): Problem {
	const detail = 'The transaction failed when submitted to the network: extras.result_codes says why.';
	return new Problem('transaction_failed', 'Transaction Failed', 400, detail, {
		envelope_xdr: text,
		result_codes: resultCodes(result),
		result_xdr: result.toXdr('base64'),
	});
}
