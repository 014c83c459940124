import { randomBytes } from 'node:crypto';
import { and, count, eq, gt } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import type { Session } from '#shared/session.server.ts';
import { type Identifier, type IdentifierError, keyOf, readIdentifier } from '../accounts/identifier.ts';
import { identities, organizers } from '../models/accounts.ts';
import type { Database, Reader } from '../models/schema.ts';
import { invitations, members } from '../models/teams.ts';
import { enqueue } from '../notify/enqueue.ts';
import { invitationWords, type Language } from '../notify/words.ts';
import { type AsManagerError, asManager } from './as-manager.ts';
import { chargeInvitation } from './charge-invitation.ts';
import { type RightsError, refuseForeignEvents, refusePast } from './check-rights.ts';
import { recordAudit } from './record-audit.ts';
import { type HigherError, type Rights, refuseHigher, refuseTooWide, type TooWideError } from './rights.ts';

export type InviteDeps = { db: Database; seal: Seal; clock: Clock; origin: string };
/** `to`: a Kenyan number or an e-mail address, as it was written. */
export type Invitation = { to: string; rights: Rights; language: Language };

const validMilliseconds = 7 * 86_400_000;
const mostMembers = 200;
/** 128 bits: it is used once, and opens nothing without the invited identity. */
const tokenBytes = 16;

export const tokenHashOf = (seal: Seal, token: string): string => seal.keyOf('invitation', token);

export type InviteError =
	| IdentifierError
	| AsManagerError
	| TooWideError
	| RightsError
	| HigherError
	| PassaError<'TOO_MANY_REQUESTS' | 'ALREADY_MEMBER' | 'TEAM_FULL'>;

/**
 * Invites somebody by number or e-mail address, with a one-time link that only its owner can accept. A new invitation to
 * the same contact replaces the previous one. Throws InviteError.
 */
export async function invite(deps: InviteDeps, session: Session, wanted: Invitation): Promise<string> {
	const { db, seal, clock, origin } = deps;
	const { account, by } = session;
	const to = readIdentifier(wanted.to);
	const contact = keyOf(seal, to);
	const now = new Date(clock.now());
	await chargeInvitation(deps, session, contact);
	return asManager(db, session, now, async (tx, held) => {
		refuseTooWide(held, wanted.rights);
		refusePast(wanted.rights, now);
		await refuseForeignEvents(tx, account, wanted.rights);
		await refuseMember(tx, account, to, contact);
		await refuseReplacing(tx, account, contact, held, now);
		await refuseFull(tx, account);
		const token = randomBytes(tokenBytes).toString('base64url');
		const times = { createdAt: now, expiresAt: new Date(now.getTime() + validMilliseconds) };
		const fresh = { ...wanted.rights, invitedBy: by, tokenHash: tokenHashOf(seal, token), ...times };
		const row = { account, kind: to.kind as 'phone' | 'email', contact, sealed: seal.seal(to.value) };
		const [sent] = await tx
			.insert(invitations)
			.values({ ...row, ...fresh })
			.onConflictDoUpdate({ target: [invitations.account, invitations.contact], set: fresh })
			.returning({ id: invitations.id });
		const words = invitationWords(
			wanted.language,
			await nameOf(tx, account),
			`${origin}/invitations/${token}`,
		);
		const channel = to.kind === 'phone' ? 'sms' : 'email';
		await enqueue(tx, seal, { channel, to: to.value, ...words }, times);
		const change = { action: 'invitation.sent', subject: sent!.id, after: wanted.rights } as const;
		await recordAudit(tx, session, change, now);
		return sent!.id;
	});
}

/** The person themself, or somebody who is a member already: their rights are changed, not offered again. */
async function refuseMember(tx: Reader, account: string, to: Identifier, contact: string): Promise<void> {
	const [owner] = await tx
		.select({ person: identities.account })
		.from(identities)
		.where(and(eq(identities.kind, to.kind), eq(identities.key, contact)));
	if (!owner) return;
	const [member] = await tx
		.select({ id: members.id })
		.from(members)
		.where(and(eq(members.account, account), eq(members.person, owner.person)));
	if (member || owner.person === account) {
		throw new PassaError('ALREADY_MEMBER', 'That person is in your team already.', { status: 409 });
	}
}

/** A caller may not replace an invitation that offers more than they hold. Nor may they withdraw it. */
async function refuseReplacing(
	tx: Reader,
	account: string,
	contact: string,
	held: Rights,
	now: Date,
): Promise<void> {
	const same = and(eq(invitations.account, account), eq(invitations.contact, contact));
	const [open] = await tx
		.select()
		.from(invitations)
		.where(and(same, gt(invitations.expiresAt, now)));
	if (open) refuseHigher(held, open);
}

async function refuseFull(tx: Reader, account: string): Promise<void> {
	const [joined] = await tx.select({ n: count() }).from(members).where(eq(members.account, account));
	const [open] = await tx.select({ n: count() }).from(invitations).where(eq(invitations.account, account));
	if (joined!.n + open!.n < mostMembers) return;
	throw new PassaError('TEAM_FULL', `A team has at most ${mostMembers} members and invitations.`, {
		status: 409,
	});
}

async function nameOf(tx: Reader, account: string): Promise<string> {
	const [row] = await tx
		.select({ name: organizers.name })
		.from(organizers)
		.where(eq(organizers.account, account));
	return row!.name;
}
