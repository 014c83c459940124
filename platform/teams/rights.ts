import { PassaError } from '#shared/errors.ts';
import { type Permission, permissions } from '#shared/roles.ts';

/** What somebody may do for an account: permissions × events (ids of drafts; null: all), until a time (null: no end). */
export type Rights = { permissions: Permission[]; events: string[] | null; until: Date | null };

/** What a person holds for their own account, and a founder for their team. */
export const allRights = (): Rights => ({ permissions: [...permissions], events: null, until: null });

/** Whether the holder of `held` may grant, change or remove `wanted`: no permission, event or day beyond their own. */
export function covers(held: Rights, wanted: Rights): boolean {
	return (
		wanted.permissions.every((each) => held.permissions.includes(each)) &&
		isWithin(held.events, wanted.events) &&
		(held.until === null || (wanted.until !== null && wanted.until <= held.until))
	);
}

const isWithin = (held: string[] | null, wanted: string[] | null): boolean =>
	held === null || wanted?.every((each) => held.includes(each)) === true;

export const haveExpired = ({ until }: Pick<Rights, 'until'>, now: Date): boolean =>
	until !== null && until <= now;

export type TooWideError = PassaError<'GRANT_TOO_WIDE'>;
export type HigherError = PassaError<'MEMBER_HOLDS_MORE'>;

/** Throws TooWideError when `wanted` is more than the granting member holds. */
export function refuseTooWide(held: Rights, wanted: Rights): void {
	if (covers(held, wanted)) return;
	throw new PassaError(
		'GRANT_TOO_WIDE',
		'You can only give permissions, events and days that you have yourself.',
		{ status: 403 },
	);
}

/** Throws HigherError for a member, or somebody invited, whose rights go beyond those of the changing member. */
export function refuseHigher(held: Rights, theirs: Rights): void {
	if (covers(held, theirs)) return;
	throw new PassaError('MEMBER_HOLDS_MORE', 'This member may do more than you, so you cannot change them.', {
		status: 403,
	});
}
