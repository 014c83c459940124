import { xdr } from '@stellar/stellar-sdk';
import { toid } from '../events.ts';
import type { TransactionRow } from '../store.ts';
import { base64, decoded, inRange, invalidParams, ledgerRange, type Method, page } from './method.ts';

/** sendTransaction: the queue's answer. A refused transaction gets its TransactionResult. */
export const sendTransaction: Method = (network, params) => {
	const envelope = decoded(params, 'transaction', (bytes) => {
		xdr.TransactionEnvelope.fromXdr(bytes);
		return bytes;
	});
	const submitted = network.submit(envelope);
	const latest = { latestLedger: network.sequence, latestLedgerCloseTime: String(network.closeTime) };
	if (submitted.status !== 'ERROR') return { ...submitted, ...latest };
	const refused = { feeCharged: 0n, result: submitted.result, ext: { v: 0 as const } };
	const errorResultXdr = xdr.TransactionResult.fromXdrObject(refused).toXdr('base64');
	return { status: 'ERROR', hash: submitted.hash, errorResultXdr, ...latest };
};

export const getTransaction: Method = (network, params) => {
	const { hash } = params;
	if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/i.test(hash)) {
		throw invalidParams(`unexpected hash length (${String(hash ?? '').length})`);
	}
	const row = network.store.transaction(new Uint8Array(Buffer.from(hash, 'hex')));
	const range = ledgerRange(network);
	const common = {
		latestLedger: range.latestLedger,
		latestLedgerCloseTime: String(range.latestLedgerCloseTime),
		oldestLedger: range.oldestLedger,
		oldestLedgerCloseTime: String(range.oldestLedgerCloseTime),
	};
	if (!row) {
		const nothing = { applicationOrder: 0, feeBump: false, events: {}, ledger: 0, createdAt: '0' };
		return { ...common, status: 'NOT_FOUND', txHash: hash, ...nothing };
	}
	return { ...common, ...describe(row), createdAt: String(network.store.closeTime(row.ledger)) };
};

export const getTransactions: Method = (network, params) => {
	const p = page(params, 50, 200);
	let after: [number, number];
	if (p.cursor === null) {
		inRange(network, p.start!);
		after = [p.start! - 1, Number.MAX_SAFE_INTEGER];
	} else {
		if (!/^\d+$/.test(p.cursor)) throw invalidParams(`invalid cursor: ${p.cursor}`);
		const id = BigInt(p.cursor);
		after = [Number(id >> 32n), Number((id >> 12n) & 0xfffffn)];
	}
	const rows = network.store.transactionsAfter(...after, p.limit);
	const range = ledgerRange(network);
	const last = rows.at(-1);
	// Caught up, the public RPC answers an empty page whose cursor is the start of the last ledger.
	const cursor = last ? toid(last.ledger, last.position, 1) : toid(network.sequence, 0, 0);
	return {
		transactions: rows.map((r) => ({ ...describe(r), createdAt: network.store.closeTime(r.ledger) })),
		latestLedger: range.latestLedger,
		latestLedgerCloseTimestamp: range.latestLedgerCloseTime,
		oldestLedger: range.oldestLedger,
		oldestLedgerCloseTimestamp: range.oldestLedgerCloseTime,
		cursor: cursor.toString(),
	};
};

function describe(row: TransactionRow) {
	const meta = xdr.TransactionMeta.fromXdr(row.meta).toXdrObject();
	const v4 = meta.v === 4 ? meta.v4 : null;
	const event = (e: never) => xdr.ContractEvent.fromXdrObject(e).toXdr('base64');
	return {
		status: row.succeeded ? 'SUCCESS' : 'FAILED',
		txHash: Buffer.from(row.hash).toString('hex'),
		applicationOrder: row.position,
		feeBump: row.feeBump === 1,
		envelopeXdr: base64(row.envelope),
		resultXdr: base64(row.result),
		resultMetaXdr: base64(row.meta),
		diagnosticEventsXdr: v4?.diagnosticEvents.map((d) =>
			xdr.DiagnosticEvent.fromXdrObject(d).toXdr('base64'),
		),
		events: {
			transactionEventsXdr:
				v4?.events.map((e) => xdr.TransactionEvent.fromXdrObject(e).toXdr('base64')) ?? [],
			contractEventsXdr: v4?.operations.map((o) => o.events.map((e) => event(e as never))) ?? [],
		},
		ledger: row.ledger,
	};
}
