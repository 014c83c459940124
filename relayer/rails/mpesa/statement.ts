import { z } from 'zod';
import type { KesCents } from '#shared/money.ts';
import { centsOf } from './callback.ts';

export type StatementPayment = { receipt: string; amount: KesCents; reference: string; time: string };
/** A row that we do not take for a payment: it says too little, or something else than that money came. */
export type UnreadableRow = {
	why: 'FORM_UNKNOWN' | 'TYPE_UNKNOWN' | 'AMOUNT_UNREADABLE';
	/** Null where it names none. */
	receipt: string | null;
	/** As the provider wrote it; empty where it did not. */
	type: string;
	reference: string;
	body: unknown;
};
export type Statement = { payments: StatementPayment[]; unreadable: UnreadableRow[] };

/** Daraja's words for money that comes to a pay bill; anything else is a reversal, a charge, or new to us. */
const incoming: readonly string[] = ['c2b-pay-bill-debit', 'c2b-pay-bill', 'pay-bill', 'pay-bill-online'];

const words = z.union([z.string(), z.number()]).nullish().catch(null);
/** Whatever a row is, this much of it is read. */
const row = z
	.object({
		transactionId: words,
		trxDate: words,
		transactiontype: words,
		billreference: words,
		amount: words,
	})
	.catch({ transactionId: null, trxDate: null, transactiontype: null, billreference: null, amount: null });

/** Each row by itself: one that cannot be read must not hide the others. */
export function readStatement(rows: readonly unknown[]): Statement {
	const pulled: Statement = { payments: [], unreadable: [] };
	for (const body of rows) {
		const each = readRow(body);
		if ('why' in each) pulled.unreadable.push(each);
		else pulled.payments.push(each);
	}
	return pulled;
}

function readRow(body: unknown): StatementPayment | UnreadableRow {
	const read = row.parse(body);
	const [type, reference, time] = [read.transactiontype, read.billreference, read.trxDate].map(textOf);
	const id = textOf(read.transactionId);
	const receipt = /^[A-Za-z0-9]{1,40}$/.test(id) ? id : null;
	const amount = centsOf(read.amount);
	const strange = (why: UnreadableRow['why']): UnreadableRow => ({
		why,
		receipt,
		type: type!,
		reference: reference!,
		body,
	});
	if (receipt === null) return strange('FORM_UNKNOWN');
	if (!incoming.includes(type!.trim().toLowerCase().replaceAll(/\s+/g, '-'))) return strange('TYPE_UNKNOWN');
	if (amount === null || amount === 0n) return strange('AMOUNT_UNREADABLE');
	return { receipt, amount, reference: reference!, time: time! };
}

const textOf = (value: string | number | null | undefined): string => String(value ?? '');
