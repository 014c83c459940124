import { FeeBumpTransaction, type OperationRecord, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { toid } from '../events.ts';
import type { Network } from '../network.ts';
import type { OperationPlace, TransactionRow } from '../store.ts';
import { sourceOf } from '../transaction.ts';
import type { ContractEvent, Envelope, PublicKey, Transaction } from '../xdr-types.ts';
import { contractCallFields } from './contract-call.ts';
import { operationFields } from './operation-fields.ts';
import type { PageQuery } from './page.ts';
import { addressOf, closedAt } from './text.ts';
import { transactionRecord } from './transactions.ts';

/** CreateAccount, Payment, AccountMerge: the classic operations of `/payments`. */
const payments = [0, 1, 8];
const contractCall = 24;

export type OperationKey = { paging_token: string };
export type OperationQuery = PageQuery & { base: string; failedToo: boolean; withTransaction: boolean };

/** What an account took part in, in the order asked for. `paymentsOnly` leaves out what moved no money. */
export function operationsOf(
	network: Network,
	account: PublicKey,
	asked: OperationQuery,
	paymentsOnly: boolean,
): OperationKey[] {
	const found: OperationKey[] = [];
	for (const place of network.store.operationsOf(account.ed25519, asked.after, asked.descending)) {
		if (found.length === asked.limit) break;
		const row = network.store.transactionAt(place.ledger, place.position)!;
		if (!row.succeeded && !asked.failedToo) continue;
		const record = operationRecord(network, row, place, asked);
		if (!paymentsOnly || movedMoney(record)) found.push(record);
	}
	return found;
}

export function operationsOfTransaction(
	network: Network,
	row: TransactionRow,
	asked: OperationQuery,
): OperationKey[] {
	const { ledger, position } = row;
	return transactionOf(row.envelope).operations.map((_, operation) =>
		operationRecord(network, row, { ledger, position, operation }, asked),
	);
}

type OperationAnswer = OperationKey & { type_i: number; asset_balance_changes?: object[] };

const movedMoney = ({ type_i, asset_balance_changes }: OperationAnswer): boolean =>
	payments.includes(type_i) || (type_i === contractCall && (asset_balance_changes?.length ?? 0) > 0);

function transactionOf(envelope: Uint8Array): Transaction {
	const wire = xdr.TransactionEnvelope.fromXdr(envelope).toXdrObject() as Envelope;
	if (wire.type === 0) throw new Error('the ledger holds no TX_V0');
	return wire.type === 2 ? wire.v1.tx : wire.feeBump.tx.innerTx.v1.tx;
}

function operationRecord(
	network: Network,
	row: TransactionRow,
	place: OperationPlace,
	{ base, withTransaction }: OperationQuery,
): OperationAnswer {
	const hash = Buffer.from(row.hash).toString('hex');
	const tx = transactionOf(row.envelope);
	const operation = tx.operations[place.operation]!;
	const source = addressOf(sourceOf(tx, operation));
	// Horizon counts the operations of a transaction from 1.
	const id = toid(place.ledger, place.position, place.operation + 1).toString();
	const self = `${base}/operations/${id}`;
	return {
		_links: {
			self: { href: self },
			transaction: { href: `${base}/transactions/${hash}` },
			effects: { href: `${self}/effects` },
			succeeds: { href: `${base}/effects?order=desc&cursor=${id}` },
			precedes: { href: `${base}/effects?order=asc&cursor=${id}` },
		},
		id,
		paging_token: id,
		transaction_successful: row.succeeded === 1,
		source_account: source,
		type: nameOf(operation),
		type_i: operation.body.type,
		created_at: closedAt(network, place.ledger),
		transaction_hash: hash,
		...details(network, row, place, source),
		...(withTransaction ? { transaction: transactionRecord(network, row, base) } : {}),
	} as OperationAnswer;
}

function details(network: Network, row: TransactionRow, place: OperationPlace, source: string): object {
	const built = TransactionBuilder.fromXDR(xdr.TransactionEnvelope.fromXdr(row.envelope), network.passphrase);
	const { operations } = built instanceof FeeBumpTransaction ? built.innerTransaction : built;
	const op = operations[place.operation] as OperationRecord;
	if (op.type !== 'invokeHostFunction') return operationFields(op, source);
	const meta = xdr.TransactionMeta.fromXdr(row.meta).toXdrObject();
	const events = meta.v === 4 ? (meta.v4.operations[place.operation]?.events ?? []) : [];
	return contractCallFields(op, events as ContractEvent[], network.passphrase);
}

/** changeTrust → change_trust. */
const nameOf = (operation: Transaction['operations'][number]): string =>
	xdr.Operation.fromXdrObject(operation).body.type.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
