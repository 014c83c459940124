import { sql } from 'drizzle-orm';
import { index, integer, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ContactKind, ContactLanguage } from './contacts.ts';
import { bytes, id64, relay, time } from './schema.ts';

export const handoverStates = [
	'offered',
	'claimed',
	'passed_on',
	'returned',
	'cancelled',
	'expired',
] as const;
/** `handovers/states.ts` says what moves it. */
export type HandoverState = (typeof handoverStates)[number];

/**
 * A ticket in custody that its holder sends to a phone or an e-mail address. On chain it stays where it is: a claimed row
 * says who its holder is. A ticket has at most one that is offered, and one that is claimed.
 */
export const handovers = relay.table(
	'handovers',
	{
		id: uuid().primaryKey(),
		orderNo: id64().notNull(),
		/** The handover by which its sender got the ticket; null if the order's holder sent it. */
		follows: uuid(),
		/** The event's contract. */
		event: text().notNull(),
		/** The ticket's place in its order. */
		index: smallint().notNull(),
		state: text().$type<HandoverState>().notNull(),
		kind: text().$type<ContactKind>().notNull(),
		/** HMAC of the number or e-mail address that it is sent to; itself encrypted, null once it is redacted. */
		key: bytes().notNull(),
		sealed: bytes(),
		language: text().$type<ContactLanguage>().notNull(),
		/** SHA-256 of the token in its link. */
		tokenHash: bytes().notNull().unique(),
		/** The person's account that took it. */
		claimedBy: text(),
		createdAt: time().notNull(),
		/** 72 hours later, or when the event's tickets can no longer be given away. */
		expiresAt: time().notNull(),
		endedAt: time(),
	},
	(t) => [
		uniqueIndex('handovers_offered').on(t.orderNo, t.index).where(sql`${t.state} = 'offered'`),
		uniqueIndex('handovers_held').on(t.orderNo, t.index).where(sql`${t.state} = 'claimed'`),
		index('handovers_open').on(t.expiresAt).where(sql`${t.state} = 'offered'`),
		index('handovers_to').on(t.key).where(sql`${t.state} = 'offered'`),
		index('handovers_claimed').on(t.claimedBy, t.endedAt).where(sql`${t.claimedBy} IS NOT NULL`),
	],
);

export type HandoverRow = typeof handovers.$inferSelect;

export const walletMoveStates = ['waiting', 'done', 'refused'] as const;
export type WalletMoveState = (typeof walletMoveStates)[number];

/**
 * Tickets in custody on their way to their holder's own wallet. The row is the job. The contract refuses a second call,
 * so a worker that was killed looks at the chain and goes on.
 */
export const walletMoves = relay.table(
	'wallet_moves',
	{
		id: uuid().primaryKey(),
		orderNo: id64().notNull(),
		event: text().notNull(),
		/** The order on chain, and which of its tickets: bit i is ticket i. */
		chainOrder: id64().notNull(),
		mask: integer().notNull(),
		/** The wallet: G… or C… */
		to: text('to_address').notNull(),
		state: text().$type<WalletMoveState>().notNull(),
		/** Why the contract refused: a stable code. */
		reason: text(),
		attempts: integer().notNull().default(0),
		/** When it is due; while it is sent, when its lease ends. Null at its end. */
		wakeAt: time(),
		/** Of the newest call, stored before it is sent. */
		txHash: text(),
		createdAt: time().notNull(),
		endedAt: time(),
	},
	(t) => [
		index('wallet_moves_order').on(t.orderNo),
		index('wallet_moves_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
	],
);

export type WalletMoveRow = typeof walletMoves.$inferSelect;
