import {
	FeeBumpTransaction,
	type Memo,
	type Transaction,
	TransactionBuilder,
	xdr,
} from '@stellar/stellar-sdk';
import { toid } from '../events.ts';
import type { Network } from '../network.ts';
import type { TransactionRow } from '../store.ts';
import type { PublicKey } from '../xdr-types.ts';
import type { PageQuery } from './page.ts';
import { closedAt } from './text.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The transactions that an account took part in by their operations. */
export function transactionsOf(
	network: Network,
	account: PublicKey,
	asked: PageQuery & { base: string; failedToo: boolean },
): { paging_token: string }[] {
	const found = new Map<string, { paging_token: string }>();
	for (const { ledger, position } of network.store.operationsOf(
		account.ed25519,
		asked.after,
		asked.descending,
	)) {
		const place = `${ledger} ${position}`;
		if (found.has(place)) continue;
		if (found.size === asked.limit) break;
		const row = network.store.transactionAt(ledger, position)!;
		if (row.succeeded || asked.failedToo) found.set(place, transactionRecord(network, row, asked.base));
	}
	return [...found.values()];
}

/** Horizon's record of a transaction, without the meta of its fee. */
export function transactionRecord(network: Network, row: TransactionRow, base: string) {
	const envelope = xdr.TransactionEnvelope.fromXdr(row.envelope);
	const built = TransactionBuilder.fromXDR(envelope, network.passphrase);
	const inner = built instanceof FeeBumpTransaction ? built.innerTransaction : built;
	const result = xdr.TransactionResult.fromXdr(row.result);
	const hash = Buffer.from(row.hash).toString('hex');
	const id = toid(row.ledger, row.position, 0).toString();
	const signaturesOf = (tx: { signatures: xdr.DecoratedSignature[] }) =>
		tx.signatures.map((s) => base64(s.toXdrObject().signature));
	return {
		_links: linksOf(base, hash, inner.source, row.ledger, id),
		id: hash,
		paging_token: id,
		successful: row.succeeded === 1,
		hash,
		ledger: row.ledger,
		created_at: closedAt(network, row.ledger),
		source_account: inner.source,
		source_account_sequence: inner.sequence,
		fee_account: built instanceof FeeBumpTransaction ? built.feeSource : inner.source,
		fee_charged: result.feeCharged.toString(),
		max_fee: built.fee,
		operation_count: inner.operations.length,
		envelope_xdr: base64(row.envelope),
		result_xdr: base64(row.result),
		result_meta_xdr: base64(row.meta),
		...memoFields(inner.memo),
		signatures: signaturesOf(built),
		preconditions: preconditionsOf(inner),
		...(built instanceof FeeBumpTransaction
			? {
					fee_bump_transaction: { hash, signatures: signaturesOf(built) },
					inner_transaction: {
						hash: Buffer.from(row.innerHash).toString('hex'),
						signatures: signaturesOf(inner),
						max_fee: inner.fee,
					},
				}
			: {}),
	};
}

function linksOf(base: string, hash: string, source: string, ledger: number, id: string) {
	const self = `${base}/transactions/${hash}`;
	const paged = (name: string) => ({ href: `${self}/${name}{?cursor,limit,order}`, templated: true });
	return {
		self: { href: self },
		account: { href: `${base}/accounts/${source}` },
		ledger: { href: `${base}/ledgers/${ledger}` },
		operations: paged('operations'),
		effects: paged('effects'),
		precedes: { href: `${base}/transactions?order=asc&cursor=${id}` },
		succeeds: { href: `${base}/transactions?order=desc&cursor=${id}` },
		transaction: { href: self },
	};
}

function memoFields({ type, value }: Memo): object {
	if (type === 'none') return { memo_type: type };
	if (type !== 'text')
		return { memo_type: type, memo: type === 'id' ? String(value) : base64(value as never) };
	const bytes = Buffer.from(value as never);
	return { memo_type: type, memo: bytes.toString(), memo_bytes: bytes.toString('base64') };
}

function preconditionsOf({ timeBounds }: Transaction): object {
	if (!timeBounds) return {};
	const { minTime, maxTime } = timeBounds;
	return {
		timebounds: { min_time: String(minTime), ...(Number(maxTime) ? { max_time: String(maxTime) } : {}) },
	};
}
