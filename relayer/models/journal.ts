import { index, primaryKey, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Provider } from '../providers.ts';
import { id64, money, relay, time } from './schema.ts';

/**
 * Double entry, from the first shilling. An entry's lines add up to zero in each currency; the database refuses others.
 */
export const journalEntries = relay.table(
	'journal_entries',
	{
		id: id64().primaryKey().generatedAlwaysAsIdentity(),
		kind: text().$type<JournalKind>().notNull(),
		/** The subject, e.g. a payment's id. Each kind of entry exists once for it. */
		subject: text().notNull(),
		orderNo: id64(),
		at: time().notNull(),
	},
	(t) => [uniqueIndex('journal_once').on(t.kind, t.subject), index('journal_order').on(t.orderNo)],
);

/**
 * `reversed`: the provider took back money whose tickets were issued. `voided`: issued tickets were given back. `paid_twice`: a
 * refund was paid once more than it was owed. `recovered`: that is back with the provider.
 */
export type JournalKind =
	| 'received'
	| 'issued'
	| 'refunded'
	| 'reversed'
	| 'voided'
	| 'paid_twice'
	| 'recovered';

export const journalLines = relay.table(
	'journal_lines',
	{
		entry: id64().notNull(),
		line: smallint().notNull(),
		account: text().$type<Account>().notNull(),
		/** `KES` in cents, `USDC` in stroops. */
		currency: text().$type<Currency>().notNull(),
		/** Debits are positive. */
		amount: money().notNull(),
	},
	(t) => [primaryKey({ columns: [t.entry, t.line] })],
);

/**
 * A provider's name, e.g. `mpesa`: shillings that it holds for us. `buyers`: shillings owed to payers, as tickets or
 * back. `treasury`: USDC. `exchange`: what we gave in one currency for the other; its two balances are our position.
 * `losses`: shillings that tickets cost more than was paid for them, or that the provider reversed after tickets were
 * issued. `events`: USDC that events owe the treasury. `wallets`: USDC that we owe to wallets that bought tickets last.
 * `resales`: USDC that cancelled events gave back for tickets beyond what their last buyers had paid for them: the
 * treasury keeps it.
 */
export type Account = Provider | OwnAccount;
/** All that are no provider's. */
export const ownAccounts = [
	'buyers',
	'treasury',
	'events',
	'wallets',
	'resales',
	'exchange',
	'losses',
] as const;
type OwnAccount = (typeof ownAccounts)[number];
export type Currency = 'KES' | 'USDC';
