import { xdr } from '@stellar/stellar-sdk';
import { toid } from '../events.ts';
import type { TransactionRow } from '../store.ts';
import { assertBase64, assertStartInRange, base64, ledgerRange, type Method, page } from './method.ts';
import { bytesOf, field } from './params.ts';
import { invalidParams, invalidRequest } from './rpc-error.ts';

/** sendTransaction: the queue's answer. A refused transaction gets its TransactionResult. */
export const sendTransaction: Method = (network, params) => {
	assertBase64(params);
	const envelope = bytesOf(field(params, 'transaction', 'string') ?? '');
	if (!envelope || !xdr.TransactionEnvelope.validateXdr(envelope)) throw invalidParams('invalid_xdr');
	const submitted = network.submit(envelope);
	const latest = { latestLedger: network.sequence, latestLedgerCloseTime: String(network.closeTime) };
	if (submitted.status !== 'ERROR') return { ...submitted, ...latest };
	const refused = { feeCharged: 0n, result: submitted.result, ext: { v: 0 as const } };
	const errorResultXdr = xdr.TransactionResult.fromXdrObject(refused).toXdr('base64');
	const diagnosticEventsXdr = submitted.diagnostics.map(base64);
	return { status: 'ERROR', hash: submitted.hash, errorResultXdr, diagnosticEventsXdr, ...latest };
};

export const getTransaction: Method = (network, params) => {
	assertBase64(params);
	const hash = field(params, 'hash', 'string') ?? '';
	if (hash.length !== 64) throw invalidParams(`unexpected hash length (${hash.length})`);
	const wrong = /[^0-9a-f]/i.exec(hash)?.[0];
	if (wrong) throw invalidParams(`incorrect hash: encoding/hex: invalid byte: ${unicode(wrong)}`);
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
	const p = page(params, { usual: 50, most: 200, refuse: invalidRequest });
	const after = p.cursor === null ? beforeLedger(assertStartInRange(network, p.start)) : readCursor(p.cursor);
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

const beforeLedger = (ledger: number): [number, number] => [ledger - 1, Number.MAX_SAFE_INTEGER];

/** A TOID: ledger and position of the last transaction seen. */
function readCursor(cursor: string): [number, number] {
	const wrong = (why: string) => invalidParams(`strconv.ParseInt: parsing "${cursor}": ${why}`);
	if (!/^-?\d+$/.test(cursor)) throw wrong('invalid syntax');
	const id = BigInt(cursor);
	if (id < 0n) throw invalidParams('cursor ledger sequence cannot be negative');
	if (id >= 1n << 63n) throw wrong('value out of range');
	return [Number(id >> 32n), Number((id >> 12n) & 0xfffffn)];
}

const unicode = (character: string): string =>
	`U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${character}'`;

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
