import type { Context } from 'hono';
import { PassaError } from '#shared/errors.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import type { EventRow } from '../models/tiers.ts';
import { type FindEventError, findEvent } from '../orders/find-event.ts';
import type { Deps } from './api-deps.ts';

export type EventOfTeamError = FindEventError | PassaError<'EVENT_NOT_FOUND'>;

/** Only a session that names the event: every other one gets the same 404 as for a missing event. Throws EventOfTeamError. */
export async function eventOfTeam(
	{ db }: Pick<Deps, 'db'>,
	c: Context<Guarded>,
	wanted: string,
): Promise<EventRow> {
	const found = await findEvent(db, wanted);
	if (c.get('session')?.events?.includes(found.event)) return found;
	throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} here.`, { status: 404 });
}
