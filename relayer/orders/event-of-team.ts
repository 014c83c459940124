import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import type { Reader } from '../models/schema.ts';
import type { EventRow } from '../models/tiers.ts';
import { type FindEventError, findEvent } from './find-event.ts';

export type EventOfTeamError = FindEventError | PassaError<'EVENT_NOT_FOUND'>;

/** Only a session that names the event: every other one gets the same 404 as for a missing event. Throws EventOfTeamError. */
export async function eventOfTeam(
	db: Reader,
	session: Session | null | undefined,
	wanted: string,
): Promise<{ event: EventRow; session: Session }> {
	const event = await findEvent(db, wanted);
	if (session?.events?.includes(event.event)) return { event, session };
	throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} here.`, { status: 404 });
}
