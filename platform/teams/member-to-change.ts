import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Reader } from '../models/schema.ts';
import { type MemberRow, members } from '../models/teams.ts';
import { type HigherError, type Rights, refuseHigher } from './rights.ts';

export type MemberToChangeError = HigherError | PassaError<'MEMBER_NOT_FOUND'>;

/** A member whom the holder of `held` may change or remove. Throws MemberToChangeError. */
export async function memberToChange(
	tx: Reader,
	account: string,
	id: string,
	held: Rights,
): Promise<MemberRow> {
	const [row] = await tx
		.select()
		.from(members)
		.where(and(eq(members.id, id), eq(members.account, account)));
	if (!row) throw new PassaError('MEMBER_NOT_FOUND', 'Your team has no such member.', { status: 404 });
	refuseHigher(held, row);
	return row;
}
