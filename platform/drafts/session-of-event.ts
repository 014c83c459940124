import { and, eq } from 'drizzle-orm';
import type { IndexerClient } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { drafts } from '../models/drafts.ts';
import type { Database } from '../models/schema.ts';
import { type EventFacts, type ReadEventError, readEvent } from './find-event.ts';

export type SessionOfEventError = ReadEventError | PassaError<'EVENT_NOT_YOURS'>;

/**
 * A session that reaches one event only, which the account published: from a draft, or with a wallet that is linked to it
 * now. `event`: the contract's address. Throws SessionOfEventError.
 */
export async function sessionOfEvent(
	{ db, indexer }: { db: Database; indexer: IndexerClient },
	session: Session,
	event: string,
): Promise<Session> {
	const reaches = session.events?.includes(event) ?? (await publishes({ db, indexer }, session, event));
	if (reaches) return { ...session, events: [event] };
	throw new PassaError('EVENT_NOT_YOURS', 'You have no such event.', { status: 404 });
}

async function publishes(
	{ db, indexer }: { db: Database; indexer: IndexerClient },
	{ account, wallets }: Session,
	event: string,
): Promise<boolean> {
	const [own] = await db
		.select({ id: drafts.id })
		.from(drafts)
		.where(and(eq(drafts.publishedEvent, event), eq(drafts.account, account)));
	if (own) return true;
	if (wallets.length === 0) return false;
	const { organizer, address }: EventFacts = await readEvent(indexer, event);
	return address === event && wallets.includes(organizer);
}
