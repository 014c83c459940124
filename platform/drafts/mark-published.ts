import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { IndexerClient } from '#indexer/client.ts';
import { eventAddress } from '#shared/chain/state/ids.ts';
import { PassaError } from '#shared/errors.ts';
import { type DraftRow, drafts } from '../models/drafts.ts';
import { deferredShares } from '../models/payees.ts';
import type { Database } from '../models/schema.ts';
import { type EventFacts, type ReadEventError, readEvent } from './find-event.ts';
import { publishDraft } from './publish-draft.ts';

export type PublishedDeps = {
	db: Database;
	indexer: IndexerClient;
	registry: string;
	passphrase: string;
	/** The account for payees who are paid later. */
	payouts: string | null;
};

export type MarkPublishedError = ReadEventError | PassaError<'EVENT_NOT_OF_DRAFT' | 'DRAFT_PUBLISHED'>;

/**
 * Marks a draft as published once the indexer knows the event. The event must have the address that a wallet of this
 * account gets with the draft's nonce, name a document that was written from the draft, and pay the payouts account what
 * that document holds for people. Idempotent. Throws MarkPublishedError.
 */
export async function markPublished(
	{ db, indexer, registry, passphrase, payouts }: PublishedDeps,
	row: DraftRow,
	wanted: string,
	wallets: string[],
	now: Date,
): Promise<DraftRow> {
	const event = await readEvent(indexer, wanted);
	const { organizer, metadata } = event;
	const own = wallets.includes(organizer) && row.documents.includes(metadata.hash);
	const isIts = own && event.address === eventAddress(passphrase, registry, organizer, row.nonce);
	if (!isIts || !(await paysDeferred(db, event, payouts))) {
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
				.delete(deferredShares)
				.where(and(eq(deferredShares.event, event.address), ne(deferredShares.document, metadata.hash)));
		}
		return updated;
	});
	if (marked) return marked;
	const [known] = await db.select().from(drafts).where(eq(drafts.id, row.id));
	if (known?.publishedEvent === event.address) return known;
	throw new PassaError('DRAFT_PUBLISHED', 'This draft was published as another event.', { status: 409 });
}

/**
 * Whether the contract pays the payouts account what the document holds for people. The signer may sign other terms with
 * the same document: we would owe money that never comes.
 */
async function paysDeferred(
	db: Database,
	{ address, metadata, payees }: EventFacts,
	payouts: string | null,
): Promise<boolean> {
	const rows = await db
		.select({ payee: deferredShares.payee, bps: sql<number>`sum(${deferredShares.bps})::int` })
		.from(deferredShares)
		.where(and(eq(deferredShares.event, address), eq(deferredShares.document, metadata.hash)))
		.groupBy(deferredShares.payee);
	return rows.every(({ payee, bps }) => {
		const paid = payees[payee];
		return payouts !== null && paid?.address === payouts && paid.bps === bps;
	});
}
