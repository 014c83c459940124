import { z } from 'zod';
import type { Statement, StatementPayment, UnreadableRow } from '../../reconcile/statement.ts';
import { centsOf } from './callback.ts';

/** Daraja's types of money that comes to a pay bill. Any other type is a reversal, a charge, or unknown. */
const incoming: readonly string[] = ['c2b-pay-bill-debit', 'c2b-pay-bill', 'pay-bill', 'pay-bill-online'];

const words = z.union([z.string(), z.number()]).nullish().catch(null);
/** The fields that are read of any row. */
const row = z
	.object({
		transactionId: words,
		trxDate: words,
		transactiontype: words,
		billreference: words,
		amount: words,
	})
	.catch({ transactionId: null, trxDate: null, transactiontype: null, billreference: null, amount: null });

/** Reads each row by itself: one unreadable row must not hide the others. */
export function readStatement(rows: readonly unknown[]): Statement {
	const statement: Statement = { payments: [], unreadable: [] };
	for (const body of rows) {
		const each = readRow(body);
		if ('why' in each) statement.unreadable.push(each);
		else statement.payments.push(each);
	}
	return statement;
}

function readRow(body: unknown): StatementPayment | UnreadableRow {
	const read = row.parse(body);
	const [type, reference, time] = [read.transactiontype, read.billreference, read.trxDate].map(textOf);
	const id = textOf(read.transactionId);
	const receipt = /^[A-Za-z0-9]{1,40}$/.test(id) ? id : null;
	const amount = centsOf(read.amount);
	const unreadable = (why: UnreadableRow['why']): UnreadableRow => ({
		why,
		receipt,
		type: type!,
		reference: reference!,
		body,
	});
	if (receipt === null) return unreadable('FORM_UNKNOWN');
	if (!incoming.includes(type!.trim().toLowerCase().replaceAll(/\s+/g, '-'))) {
		const takesBack = /revers/i.test(type!) ? centsOf(textOf(read.amount).replace(/^-/, '')) : null;
		return takesBack ? { ...unreadable('TYPE_UNKNOWN'), takesBack } : unreadable('TYPE_UNKNOWN');
	}
	if (amount === null || amount === 0n) return unreadable('AMOUNT_UNREADABLE');
	return { receipt, amount, reference: reference!, time: time! };
}

const textOf = (value: string | number | null | undefined): string => String(value ?? '');
