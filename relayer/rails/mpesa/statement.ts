import type { Statement, StatementPayment, UnreadableRow } from '../../reconcile/statement.ts';
import { centsOf, receiptOf } from './callback.ts';
import { fields, text } from './json-readers.ts';

/** Daraja's types of money that comes to a pay bill. Any other type is a reversal, a charge, or unknown. */
const incoming: readonly string[] = ['c2b-pay-bill-debit', 'c2b-pay-bill', 'pay-bill', 'pay-bill-online'];

/** The fields that are read of any row. */
const row = fields({
	transactionId: text,
	trxDate: text,
	transactiontype: text,
	billreference: text,
	amount: text,
});

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
	const { transactionId, trxDate: time, transactiontype: type, billreference: reference, amount } = row(body);
	const [receipt, cents] = [receiptOf(transactionId), centsOf(amount)];
	const unreadable = (why: UnreadableRow['why']): UnreadableRow => ({ why, receipt, type, reference, body });
	if (receipt === null) return unreadable('FORM_UNKNOWN');
	if (!incoming.includes(type.toLowerCase().replaceAll(/\s+/g, '-'))) {
		const reverses = /revers/i.test(type) ? centsOf(amount.replace(/^-/, '')) : null;
		return reverses ? { ...unreadable('TYPE_UNKNOWN'), reverses } : unreadable('TYPE_UNKNOWN');
	}
	if (cents === null || cents === 0n) return unreadable('AMOUNT_UNREADABLE');
	return { receipt, amount: cents, reference, time };
}
