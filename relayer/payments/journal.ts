import {
	type Account,
	type Currency,
	type JournalKind,
	journalEntries,
	journalLines,
} from '../models/journal.ts';
import type { Transaction } from '../models/schema.ts';
import type { Provider } from '../providers.ts';

export type JournalLine = { account: Account; currency: Currency; amount: bigint };

/** Shillings came to our account with a provider: a debt to the payer. */
export const received = (provider: Provider, kes: bigint): JournalLine[] => [
	{ account: provider, currency: 'KES', amount: kes },
	{ account: 'buyers', currency: 'KES', amount: -kes },
];

/**
 * A ticket was issued: the treasury's USDC pays the debt, and the account `exchange` takes the difference of the rates.
 * Where less came than its price, since people decided so, the rest is a loss.
 */
export function issued(kes: bigint, usdc: bigint, price = kes): JournalLine[] {
	const missing = price > kes ? price - kes : 0n;
	const loss: JournalLine[] = missing === 0n ? [] : [{ account: 'losses', currency: 'KES', amount: missing }];
	return [
		{ account: 'buyers', currency: 'KES', amount: kes },
		...loss,
		{ account: 'exchange', currency: 'KES', amount: -kes - missing },
		{ account: 'exchange', currency: 'USDC', amount: usdc },
		{ account: 'treasury', currency: 'USDC', amount: -usdc },
	];
}

/** Shillings went back. */
export const returned = (provider: Provider, kes: bigint): JournalLine[] => [
	{ account: 'buyers', currency: 'KES', amount: kes },
	{ account: provider, currency: 'KES', amount: -kes },
];

/** The provider took shillings back whose tickets are issued, or on their way. */
export const reversed = (provider: Provider, kes: bigint): JournalLine[] => [
	{ account: 'losses', currency: 'KES', amount: kes },
	{ account: provider, currency: 'KES', amount: -kes },
];

/** A refund was paid once more than it was owed. */
export const paidTwice = reversed;

/** That is back with the provider. */
export const recovered = (provider: Provider, kes: bigint): JournalLine[] => [
	{ account: provider, currency: 'KES', amount: kes },
	{ account: 'losses', currency: 'KES', amount: -kes },
];

/** No tickets followed after all: what was a loss settles the debt to the payer, who has the shillings. */
export const reversalSettled = (kes: bigint): JournalLine[] => [
	{ account: 'buyers', currency: 'KES', amount: kes },
	{ account: 'losses', currency: 'KES', amount: -kes },
];

/**
 * Issued tickets were given back: the treasury has their USDC, or events owe it, and the payer is owed the shillings again;
 * if the provider reversed the payment, its loss is made good instead. `kept`: what of the USDC is more than the ticket's
 * last buyer paid, which stays with the treasury.
 */
export const voided = (
	kes: bigint,
	usdc: bigint,
	owedTo: 'buyers' | 'losses',
	from: 'treasury' | 'events',
	kept = 0n,
): JournalLine[] => [
	{ account: 'exchange', currency: 'KES', amount: kes },
	{ account: owedTo, currency: 'KES', amount: -kes },
	{ account: from, currency: 'USDC', amount: usdc },
	{ account: 'exchange', currency: 'USDC', amount: kept - usdc },
	...(kept > 0n ? [{ account: 'resales' as const, currency: 'USDC' as const, amount: -kept }] : []),
];

/**
 * A ticket that a wallet bought last was given back: the treasury has its USDC, or the event owes it, and owes it to
 * the wallet.
 */
export const voidedForWallet = (usdc: bigint, from: 'treasury' | 'events'): JournalLine[] => [
	{ account: from, currency: 'USDC', amount: usdc },
	{ account: 'wallets', currency: 'USDC', amount: -usdc },
];

/** The treasury paid that wallet. */
export const paidToWallet = (usdc: bigint): JournalLine[] => [
	{ account: 'wallets', currency: 'USDC', amount: usdc },
	{ account: 'treasury', currency: 'USDC', amount: -usdc },
];

export type Entry = { kind: JournalKind; subject: string; orderNo: bigint | null; at: Date };

/** Posts an entry once for its kind and subject: posting it again changes nothing. */
export const post = (tx: Transaction, entry: Entry, lines: JournalLine[]): Promise<void> =>
	postAll(tx, [{ entry, lines }]);

/** The same for many, in two statements. */
export async function postAll(tx: Transaction, all: { entry: Entry; lines: JournalLine[] }[]): Promise<void> {
	if (all.length === 0) return;
	const made = await tx
		.insert(journalEntries)
		.values(all.map(({ entry }) => entry))
		.onConflictDoNothing()
		.returning({ id: journalEntries.id, kind: journalEntries.kind, subject: journalEntries.subject });
	const rows = made.flatMap(({ id, kind, subject }) => {
		const { lines } = all.find(({ entry }) => entry.kind === kind && entry.subject === subject)!;
		return lines.map((line, i) => ({ entry: id, line: i, ...line }));
	});
	if (rows.length > 0) await tx.insert(journalLines).values(rows);
}
