import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import type { Session } from '#shared/session.server.ts';
import { type Identifier, type IdentifierError, keyOf, readIdentifier } from '../accounts/identifier.ts';
import { type DraftOfError, draftOf, type PublishedError, refusePublished } from '../drafts/store.ts';
import { organizers } from '../models/accounts.ts';
import { type PayeeInvitationRow, payeeInvitations } from '../models/payees.ts';
import type { Database, Reader } from '../models/schema.ts';
import { enqueue } from '../notify/enqueue.ts';
import { type Language, payeeInvitationWords } from '../notify/words.ts';
import { chargeInvitation } from '../teams/charge-invitation.ts';
import { invitedPayee, payeeTokenHash } from './read-payee-invitation.ts';

export type InvitePayeeDeps = { db: Database; seal: Seal; clock: Clock; origin: string };
/** `to`: a Kenyan number or an e-mail address; unset: where it was sent before. */
export type PayeeInvitationWanted = { to?: string | undefined; language: Language };

const validMilliseconds = 7 * 86_400_000;
/** 128 bits: the link opens nothing without the invited identity. */
const tokenBytes = 16;

export type InvitePayeeError =
	| DraftOfError
	| PublishedError
	| IdentifierError
	| PassaError<'TOO_MANY_REQUESTS' | 'PAYEE_NOT_FOUND' | 'PAYEE_ANSWERED' | 'PAYEE_CONTACT_MISSING'>;

/**
 * Sends a payee of a saved draft a link on which they say where they are paid. `payee` is their `invited` in the draft.
 * Sent again, the link before opens nothing. Throws InvitePayeeError: PAYEE_ANSWERED until an answer is withdrawn.
 */
export async function invitePayee(
	deps: InvitePayeeDeps,
	session: Session,
	{ draft: id, payee }: { draft: string; payee: string },
	wanted: PayeeInvitationWanted,
): Promise<void> {
	const { db, seal, clock, origin } = deps;
	const draft = await draftOf(db, session, id);
	refusePublished(draft);
	if (!invitedPayee(draft, payee)) throw payeeNotFound();
	const same = and(eq(payeeInvitations.draft, id), eq(payeeInvitations.payee, payee));
	const [before] = await db.select().from(payeeInvitations).where(same);
	const to = contactOf(seal, wanted.to, before);
	const contact = keyOf(seal, to);
	await chargeInvitation(deps, session, contact);
	const token = randomBytes(tokenBytes).toString('base64url');
	const now = clock.now();
	const times = { createdAt: new Date(now), expiresAt: new Date(now + validMilliseconds) };
	const row = { kind: to.kind as 'phone' | 'email', contact, sealed: seal.seal(to.value) };
	const fresh = { ...row, tokenHash: payeeTokenHash(seal, token), ...times };
	await db.transaction(async (tx) => {
		const sent = await tx
			.insert(payeeInvitations)
			.values({ draft: id, payee, ...fresh })
			.onConflictDoUpdate({
				target: [payeeInvitations.draft, payeeInvitations.payee],
				set: fresh,
				setWhere: eq(payeeInvitations.state, 'sent'),
			})
			.returning({ id: payeeInvitations.id });
		if (sent.length === 0) throw answered();
		const words = payeeInvitationWords(
			wanted.language,
			await nameOf(tx, draft.account),
			`${origin}/payees/${token}`,
		);
		const channel = to.kind === 'phone' ? 'sms' : 'email';
		await enqueue(tx, seal, { channel, to: to.value, ...words }, times);
	});
}

function contactOf(seal: Seal, to: string | undefined, before: PayeeInvitationRow | undefined): Identifier {
	if (before && before.state !== 'sent') throw answered();
	if (to !== undefined) return readIdentifier(to);
	if (before) return { kind: before.kind, value: seal.open(before.sealed) };
	throw new PassaError('PAYEE_CONTACT_MISSING', 'Enter the number or e-mail address again.');
}

const answered = (): InvitePayeeError =>
	new PassaError('PAYEE_ANSWERED', 'This payee has answered. Withdraw that first.', { status: 409 });

export const payeeNotFound = (): PassaError<'PAYEE_NOT_FOUND'> =>
	new PassaError('PAYEE_NOT_FOUND', 'The draft has no such payee.', { status: 404 });

async function nameOf(tx: Reader, account: string): Promise<string> {
	const [row] = await tx
		.select({ name: organizers.name })
		.from(organizers)
		.where(eq(organizers.account, account));
	return row?.name ?? '';
}
