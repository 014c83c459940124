import { and, eq, gt, ne, or } from 'drizzle-orm';
import type { Seal } from '#shared/seal.server.ts';
import { masked } from '../accounts/identifier.ts';
import { type PayeeInvitationRow, payeeInvitations } from '../models/payees.ts';
import type { Reader } from '../models/schema.ts';

export type PayeeAnswer =
	| { is: 'waiting' }
	| { is: 'wallet'; address: string }
	| { is: 'held'; invitation: string; account: string };

/** By `invited` of the draft's payees. One who was not invited, or whose invitation is over, is not in it. */
export type PayeeAnswers = ReadonlyMap<string, PayeeAnswer>;

export const isOpenOrAnswered = (now: Date) =>
	or(ne(payeeInvitations.state, 'sent'), gt(payeeInvitations.expiresAt, now));

/** A draft's invitations of payees that are open or answered. */
export const payeeInvitationsOf = (db: Reader, draft: string, now: Date): Promise<PayeeInvitationRow[]> =>
	db
		.select()
		.from(payeeInvitations)
		.where(and(eq(payeeInvitations.draft, draft), isOpenOrAnswered(now)));

export const answersIn = (rows: PayeeInvitationRow[]): PayeeAnswers =>
	new Map(rows.map((row) => [row.payee, answerOf(row)]));

function answerOf({ id, state, address, account }: PayeeInvitationRow): PayeeAnswer {
	if (state === 'wallet') return { is: 'wallet', address: address! };
	return state === 'held' ? { is: 'held', invitation: id, account: account! } : { is: 'waiting' };
}

/** An invitation as the draft's editors see it. The contact is masked; times are ISO 8601. */
export type PayeeInvitationView = {
	payee: string;
	to: string;
	state: PayeeInvitationRow['state'];
	address: string | null;
	sentAt: string;
	answeredAt: string | null;
	expiresAt: string;
};

export const payeeInvitationView = (seal: Seal, row: PayeeInvitationRow): PayeeInvitationView => ({
	payee: row.payee,
	to: masked({ kind: row.kind, value: seal.open(row.sealed) }),
	state: row.state,
	address: row.address,
	sentAt: row.createdAt.toISOString(),
	answeredAt: row.answeredAt?.toISOString() ?? null,
	expiresAt: row.expiresAt.toISOString(),
});
