import { and, eq, gt } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Seal } from '#shared/seal.server.ts';
import { masked } from '../accounts/identifier.ts';
import { identities, organizers } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { type InvitationRow, invitations } from '../models/teams.ts';
import { tokenHashOf } from './invite.ts';

/** An invitation as somebody who opened its link sees it. */
export type OpenedInvitation = {
	team: string;
	/** Where it was sent, masked, so that the invited person knows what to sign in with. */
	to: string;
	/** Whether the person who asks has that number or address. */
	yours: boolean;
	row: InvitationRow;
};

export type ReadInvitationError = PassaError<'INVITATION_OVER'>;

/** Reads an invitation by the token of its link. Throws ReadInvitationError. */
export async function readInvitation(
	db: Reader,
	seal: Seal,
	token: string,
	person: string,
	now: Date,
): Promise<OpenedInvitation> {
	const [found] = await db
		.select({ row: invitations, team: organizers.name })
		.from(invitations)
		.innerJoin(organizers, eq(organizers.account, invitations.account))
		.where(and(eq(invitations.tokenHash, tokenHashOf(seal, token)), gt(invitations.expiresAt, now)));
	if (!found) throw invitationOver();
	const { row, team } = found;
	const [own] = await db
		.select({ id: identities.id })
		.from(identities)
		.where(
			and(eq(identities.account, person), eq(identities.kind, row.kind), eq(identities.key, row.contact)),
		);
	return {
		team,
		to: masked({ kind: row.kind, value: seal.open(row.sealed) }),
		yours: own !== undefined,
		row,
	};
}

export const invitationOver = (): ReadInvitationError =>
	new PassaError('INVITATION_OVER', 'This invitation was used, withdrawn or is too old. Ask for a new one.', {
		status: 404,
	});
