import {
	type Account,
	type Currency,
	type EntryKind,
	journalEntries,
	journalLines,
} from '../models/journal.ts';
import type { Transaction } from '../models/schema.ts';

export type Line = { account: Account; currency: Currency; amount: bigint };

/** Shillings came to our shortcode; we owe them to whoever paid. */
export const received = (kes: bigint): Line[] => [
	{ account: 'mpesa', currency: 'KES', amount: kes },
	{ account: 'buyers', currency: 'KES', amount: -kes },
];

/** A ticket was issued: the debt is paid with the treasury's USDC, and the exchange holds the difference of the rates. */
export const issued = (kes: bigint, usdc: bigint): Line[] => [
	{ account: 'buyers', currency: 'KES', amount: kes },
	{ account: 'exchange', currency: 'KES', amount: -kes },
	{ account: 'exchange', currency: 'USDC', amount: usdc },
	{ account: 'treasury', currency: 'USDC', amount: -usdc },
];

/** Shillings went back. */
export const returned = (kes: bigint): Line[] => [
	{ account: 'buyers', currency: 'KES', amount: kes },
	{ account: 'mpesa', currency: 'KES', amount: -kes },
];

/** Writes an entry once for its kind and subject: said again, it is there already. */
export async function post(
	tx: Transaction,
	entry: { kind: EntryKind; subject: string; orderNo: bigint | null; at: Date },
	lines: Line[],
): Promise<void> {
	const [made] = await tx
		.insert(journalEntries)
		.values(entry)
		.onConflictDoNothing()
		.returning({ id: journalEntries.id });
	if (!made) return;
	await tx.insert(journalLines).values(lines.map((line, i) => ({ entry: made.id, line: i, ...line })));
}
