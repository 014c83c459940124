import { and, eq, isNull, ne } from 'drizzle-orm';
import type { IndexerClient } from '#indexer/client.ts';
import { eventAddress } from '#shared/chain/state/ids.ts';
import { PassaError } from '#shared/errors.ts';
import { type DraftRow, drafts } from '../models/drafts.ts';
import { heldShares } from '../models/payees.ts';
import type { Database } from '../models/schema.ts';
import { type ReadEventError, readEvent } from './find-event.ts';
import { publishDraft } from './publish-draft.ts';

export type PublishedDeps = { db: Database; indexer: IndexerClient; registry: string; passphrase: string };

export type MarkPublishedError = ReadEventError | PassaError<'EVENT_NOT_OF_DRAFT' | 'DRAFT_PUBLISHED'>;

/**
 * Marks a draft as published once the indexer knows the event. The event must have the address that a wallet of this
 * account gets with the draft's nonce, and name a document that was written from the draft. Idempotent.
 * Throws MarkPublishedError.
 */
export async function markPublished(
	{ db, indexer, registry, passphrase }: PublishedDeps,
	row: DraftRow,
	wanted: string,
	wallets: string[],
	now: Date,
): Promise<DraftRow> {
	const event = await readEvent(indexer, wanted);
	const { organizer, metadata } = event;
	const own = wallets.includes(organizer) && row.documents.includes(metadata.hash);
	if (!own || event.address !== eventAddress(passphrase, registry, organizer, row.nonce)) {
		throw new PassaError(
			'EVENT_NOT_OF_DRAFT',
			'That event was not made of this draft by a wallet of yours.',
			{
				status: 409,
			},
		);
	}
	const marked = await db.transaction(async (tx) => {
		const [updated] = await tx
			.update(drafts)
			.set({ publishedEvent: event.address, publishedNo: event.no, publishedAt: now, updatedAt: now })
			.where(and(eq(drafts.id, row.id), isNull(drafts.publishedAt)))
			.returning();
		if (updated) {
			await publishDraft(tx, updated, 'published');
			// Other documents of the draft can no longer become this event.
			await tx
				.delete(heldShares)
				.where(and(eq(heldShares.event, event.address), ne(heldShares.document, metadata.hash)));
		}
		return updated;
	});
	if (marked) return marked;
	const [known] = await db.select().from(drafts).where(eq(drafts.id, row.id));
	if (known?.publishedEvent === event.address) return known;
	throw new PassaError('DRAFT_PUBLISHED', 'This draft was published as another event.', { status: 409 });
}
