import { and, isNull } from 'drizzle-orm';
import type { IndexerClient } from '#indexer/client.ts';
import { eventAddress } from '#shared/chain/state/ids.ts';
import type { Session } from '#shared/session.server.ts';
import { type DraftRow, drafts } from '../models/drafts.ts';
import type { Database } from '../models/schema.ts';
import { type FindEventError, findEvent } from './find-event.ts';
import { publishDraft } from './publish-draft.ts';
import {
	type DraftOfError,
	draftOf,
	ownDraft,
	type PublishedError,
	publishedError,
	refusePublished,
} from './store.ts';

type Deps = { db: Database; indexer: IndexerClient; registry: string; passphrase: string };

export type DeleteDraftError = DraftOfError | PublishedError | FindEventError;

/**
 * Deletes a draft that is not published. One whose event is on chain, though nobody marked it yet, stays too: else nothing
 * would lead from the account to its event. Throws DeleteDraftError.
 */
export async function deleteDraft(
	deps: Deps,
	by: Pick<Session, 'account' | 'events' | 'wallets'>,
	id: string,
): Promise<void> {
	const { db } = deps;
	const row = await draftOf(db, by, id);
	refusePublished(row);
	if (await isOnChain(deps, row, by.wallets)) throw publishedError();
	const gone = await db.transaction(async (tx) => {
		const [deleted] = await tx
			.delete(drafts)
			.where(and(ownDraft(by, id), isNull(drafts.publishedAt)))
			.returning();
		if (deleted) await publishDraft(tx, deleted, 'deleted');
		return deleted;
	});
	if (!gone) refusePublished(await draftOf(db, by, id));
}

/** Its event's address follows from wallet and nonce. Nothing was signed before a document was written. */
async function isOnChain(
	{ indexer, registry, passphrase }: Deps,
	{ documents, nonce }: DraftRow,
	wallets: string[],
): Promise<boolean> {
	if (documents.length === 0) return false;
	for (const wallet of wallets)
		if (await findEvent(indexer, eventAddress(passphrase, registry, wallet, nonce))) return true;
	return false;
}
