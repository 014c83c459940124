import type { Session } from '#shared/session.server.ts';
import type { Reader } from '../models/schema.ts';
import { type AuditAction, type AuditedRights, audit } from '../models/teams.ts';
import type { Rights } from './rights.ts';

type Change = {
	action: AuditAction;
	/** The account of a person, or the id of an invitation. */
	subject: string;
	before?: Rights | null;
	after?: Rights | null;
};

/** Records a change of members, in the transaction that makes it. */
export async function recordAudit(
	tx: Reader,
	{ account, by, via }: Pick<Session, 'account' | 'by' | 'via'>,
	{ action, subject, before = null, after = null }: Change,
	at: Date,
): Promise<void> {
	await tx.insert(audit).values({
		account,
		actor: by,
		via,
		action,
		subject,
		before: before && audited(before),
		after: after && audited(after),
		at,
	});
}

const audited = ({ permissions, events, until }: Rights): AuditedRights => ({
	permissions,
	events,
	until: until?.toISOString() ?? null,
});
