import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import { masked } from '../accounts/identifier.ts';
import { isOpenOrAnswered } from '../drafts/payee-answers.ts';
import { identities, organizers } from '../models/accounts.ts';
import type { DraftPayee } from '../models/draft-content.ts';
import { type DraftRow, drafts } from '../models/drafts.ts';
import { type PayeeInvitationRow, payeeInvitations } from '../models/payees.ts';
import type { Reader } from '../models/schema.ts';

export const payeeTokenHash = (seal: Seal, token: string): string => seal.keyOf('payee invitation', token);

/** A payee's invitation as somebody who opened its link finds it. */
export type OpenedPayeeInvitation = {
	organizer: string;
	/** Where it was sent, masked, so that the invited person knows what to sign in with. */
	to: string;
	/** Whether the person who asks has that number or address. */
	yours: boolean;
	payee: DraftPayee;
	draft: DraftRow;
	row: PayeeInvitationRow;
};

export type ReadPayeeInvitationError = PassaError<'INVITATION_OVER'>;

/**
 * Reads a payee's invitation by the token of its link. One whose payee left the draft, or got an address from the
 * organizer, is over. Throws ReadPayeeInvitationError.
 */
export async function readPayeeInvitation(
	db: Reader,
	seal: Seal,
	token: string,
	person: string,
	now: Date,
): Promise<OpenedPayeeInvitation> {
	const [found] = await db
		.select({ row: payeeInvitations, draft: drafts, organizer: organizers.name })
		.from(payeeInvitations)
		.innerJoin(drafts, eq(drafts.id, payeeInvitations.draft))
		.innerJoin(organizers, eq(organizers.account, drafts.account))
		.where(and(eq(payeeInvitations.tokenHash, payeeTokenHash(seal, token)), isOpenOrAnswered(now)));
	const payee = found && invitedPayee(found.draft, found.row.payee);
	if (!found || !payee || payee.address !== '') throw payeeInvitationOver();
	const { row, draft, organizer } = found;
	const same = and(eq(identities.kind, row.kind), eq(identities.key, row.contact));
	const [own] = await db
		.select({ id: identities.id })
		.from(identities)
		.where(and(eq(identities.account, person), same));
	const to = masked({ kind: row.kind, value: seal.open(row.sealed) });
	return { organizer, to, yours: own !== undefined, payee, draft, row };
}

/** The payee of a draft whom an invitation names. The first one is the organizer, who invites nobody in their place. */
export const invitedPayee = (
	{ content }: Pick<DraftRow, 'content'>,
	invited: string,
): DraftPayee | undefined => content.payees.slice(1).find((payee) => payee.invited === invited);

export const payeeInvitationOver = (): ReadPayeeInvitationError =>
	new PassaError('INVITATION_OVER', 'This invitation was withdrawn or is too old. Ask for a new one.', {
		status: 404,
	});
