import { StrKey, xdr } from '@stellar/stellar-sdk';
import type { Applied } from './apply-transaction.ts';
import type { EventRow } from './store.ts';
import type { ContractEvent } from './xdr-types.ts';

/** Total order id of CAP-35 tools: ledger, transaction, operation. */
export const toid = (ledger: number, transaction: number, operation: number): bigint =>
	(BigInt(ledger) << 32n) | (BigInt(transaction) << 12n) | BigInt(operation);

export const eventId = (id: bigint, index: number): string =>
	`${id.toString().padStart(19, '0')}-${index.toString().padStart(10, '0')}`;

const afterTransaction = 0xfff;

/**
 * A ledger's events in the order of the public RPC: fees before all transactions (transaction 0), each transaction's
 * events, fee refunds after all (the last place of its transaction).
 */
export function eventsOf(ledger: number, applied: Applied[]): EventRow[] {
	const rows: EventRow[] = [];
	let before = 0;
	for (const [i, a] of applied.entries()) {
		const position = i + 1;
		const meta = a.meta.txApplyProcessing;
		if (meta.v !== 4) continue;
		for (const [stage, at] of [
			[0, 0],
			[2, position],
		] as const) {
			for (const e of meta.v4.events.filter((x) => x.stage === stage)) {
				const id =
					stage === 0
						? eventId(toid(ledger, at, 0), before++)
						: eventId(toid(ledger, at, afterTransaction), 0);
				rows.push(row(id, ledger, e.event, position, 0, a));
			}
		}
		for (const [operation, o] of meta.v4.operations.entries()) {
			for (const [index, e] of o.events.entries()) {
				rows.push(row(eventId(toid(ledger, position, operation), index), ledger, e, position, operation, a));
			}
		}
	}
	return rows;
}

const types = ['system', 'contract', 'diagnostic'];

function row(
	id: string,
	ledger: number,
	e: ContractEvent,
	position: number,
	operation: number,
	a: Applied,
): EventRow {
	const event = xdr.ContractEvent.fromXdrObject(e);
	return {
		id,
		ledger,
		type: types[e.type as number]!,
		contract: e.contractId ? StrKey.encodeContract(e.contractId) : '',
		topics: JSON.stringify(event.body.v0.topics.map((t) => t.toXdr('base64'))),
		value: event.body.v0.data.toXdr('base64'),
		position,
		operation,
		txHash: Buffer.from(a.parsed.hash).toString('hex'),
		succeeded: a.succeeded ? 1 : 0,
	};
}
