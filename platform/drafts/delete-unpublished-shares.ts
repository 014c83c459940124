import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { IndexerClient } from '#indexer/client.ts';
import { drafts } from '../models/drafts.ts';
import { deferredShares } from '../models/payees.ts';
import type { Database } from '../models/schema.ts';
import { type FindEventError, findEvent } from './find-event.ts';

export type DeleteUnpublishedSharesError = FindEventError;

type Deps = { db: Database; indexer: IndexerClient };

const day = 86_400_000;
/** After its start the contract refuses an event. An indexer that is behind by less still finds one from before. */
const graceDays = 30;
const mostAtOnce = 50;

/**
 * Forgets whose money an event would keep by a document that it never had: its start is over and it was not made, or it was
 * made with another document. A document none of whose events was made counts no more, whatever times somebody signs it
 * with. Returns how many documents it looked at. Throws DeleteUnpublishedSharesError; the next call goes on.
 */
export async function deleteUnpublishedShares(deps: Deps, now: Date): Promise<number> {
	const over = lt(deferredShares.startsAt, new Date(now.getTime() - graceDays * day));
	const isMarked = sql`exists (select 1 from ${drafts} where ${drafts.publishedEvent} = ${deferredShares.event})`;
	const rows = await deps.db
		.select({
			document: deferredShares.document,
			events: sql<string[]>`array_agg(distinct ${deferredShares.event})`,
		})
		.from(deferredShares)
		.where(and(over, sql`not ${isMarked}`))
		.groupBy(deferredShares.document)
		.orderBy(sql`random()`)
		.limit(mostAtOnce);
	for (const { document, events } of rows) await forgetDocument(deps, document, events);
	return rows.length;
}

async function forgetDocument({ db, indexer }: Deps, document: string, events: string[]): Promise<void> {
	const found = await Promise.all(events.map((event) => findEvent(indexer, event)));
	const gone = events.filter((_, i) => found[i]?.metadata.hash !== document);
	await db.transaction(async (tx) => {
		if (gone.length === events.length) {
			const documents = sql`array_remove(${drafts.documents}, ${document})`;
			await tx.update(drafts).set({ documents }).where(sql`${document} = any (${drafts.documents})`);
		}
		if (gone.length > 0)
			await tx
				.delete(deferredShares)
				.where(and(inArray(deferredShares.event, gone), eq(deferredShares.document, document)));
	});
}
