import { and, eq } from 'drizzle-orm';
import type { Session } from '#shared/session.server.ts';
import type { AccountKind } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { invitations, type MemberRow, members } from '../models/teams.ts';
import { assertManagerLeft } from './assert-manager-left.ts';
import { recordAudit } from './record-audit.ts';

/** Deletes a member and the invitations they sent, under the account's lock. Throws ManagerLeftError. */
export async function endMembership(
	tx: Reader,
	{ by, via }: Session,
	row: MemberRow,
	kind: AccountKind,
	now: Date,
): Promise<void> {
	const { account, person } = row;
	await tx.delete(members).where(eq(members.id, row.id));
	await tx
		.delete(invitations)
		.where(and(eq(invitations.account, account), eq(invitations.invitedBy, person)));
	await assertManagerLeft(tx, account, kind);
	const action = by === person ? 'member.left' : 'member.removed';
	await recordAudit(tx, { account, by, via }, { action, subject: person, before: row }, now);
}
