import type { IndexerClient } from '#indexer/client.ts';
import { type KesRate, usdcFor } from '#shared/kes-rate.ts';
import { withTier } from '#shared/metadata.ts';
import { kesCents } from '#shared/money.ts';
import type { Database } from '../models/schema.ts';
import { copyDeferredShares } from './copy-deferred-shares.ts';
import type { DocumentStore } from './document-store.ts';
import { type PublishedDocumentError, publishedDocument, putDocument } from './published-document.ts';

/** What an organizer signs before and with `add_tier`. */
export type TierDocument = {
	uri: string;
	sha256: string;
	/** The place's hash, in hex: it does not change. */
	placeHash: string;
	/** The tier's price in stroops, and its face price in cents. */
	price: string;
	face: string;
	/** Shillings for a dollar, from which the price follows. */
	kesPerUsd: string;
};

/** `kes` in whole shillings. */
export type NewTier = { name: string; description: string; kes: string };

export type WriteTierDocumentError = PublishedDocumentError;

type Deps = { db: Database; indexer: IndexerClient; store: DocumentStore; rate: KesRate };

/**
 * Writes a published event's document with the name of one more tier, and prices that tier. The same words give the
 * same document. Throws WriteTierDocumentError.
 */
export async function writeTierDocument(
	{ db, indexer, store, rate }: Deps,
	event: string,
	{ name, description, kes }: NewTier,
): Promise<TierDocument> {
	const { address, document, metadata, placeHash, tiers } = await publishedDocument(indexer, event);
	const written = await putDocument(store, withTier(document, tiers.length, { name, description }));
	await copyDeferredShares(db, address, { before: metadata.hash, after: written.sha256 });
	const face = kesCents(BigInt(kes) * 100n);
	return {
		...written,
		placeHash,
		price: String(usdcFor(face, rate)),
		face: String(face),
		kesPerUsd: `${rate / 100n}.${String(rate % 100n).padStart(2, '0')}`,
	};
}
