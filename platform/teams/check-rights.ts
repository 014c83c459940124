import { and, count, eq, inArray } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { drafts } from '../models/drafts.ts';
import type { Reader } from '../models/schema.ts';
import { haveExpired, type Rights } from './rights.ts';

export type RightsError = PassaError<'DRAFT_NOT_FOUND' | 'UNTIL_PAST'>;

/** Rights are limited to events of their own account. Throws RightsError: DRAFT_NOT_FOUND for any other. */
export async function refuseForeignEvents(
	tx: Reader,
	account: string,
	{ events }: Pick<Rights, 'events'>,
): Promise<void> {
	if (events === null) return;
	const [own] = await tx
		.select({ n: count() })
		.from(drafts)
		.where(and(eq(drafts.account, account), inArray(drafts.id, events)));
	if (own!.n === new Set(events).size) return;
	throw new PassaError('DRAFT_NOT_FOUND', 'Your team has no such event.', { status: 404 });
}

/** Throws RightsError: UNTIL_PAST for rights that would end immediately. */
export function refusePast(rights: Pick<Rights, 'until'>, now: Date): void {
	if (haveExpired(rights, now)) throw new PassaError('UNTIL_PAST', 'That day is over. Choose a later one.');
}
