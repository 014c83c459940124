import { createHash } from 'node:crypto';
import type { IndexerClient } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { type KesRate, usdcFor } from '#shared/kes-rate.ts';
import { withTier } from '#shared/metadata.ts';
import { kesCents } from '#shared/money.ts';
import { type DocumentStore, documentUri } from './document-store.ts';
import { type ReadEventError, readEvent } from './find-event.ts';

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

export type WriteTierDocumentError = ReadEventError | PassaError<'EVENT_TOO_OLD' | 'DOCUMENT_UNKNOWN'>;

type Deps = { indexer: IndexerClient; store: DocumentStore; rate: KesRate };

/**
 * Writes a published event's document with the name of one more tier, and prices that tier. The same words give the same
 * document. Throws WriteTierDocumentError: EVENT_TOO_OLD for an event of version 1, DOCUMENT_UNKNOWN where the event's present
 * document was not read yet, or has another hash than the chain's.
 */
export async function writeTierDocument(
	{ indexer, store, rate }: Deps,
	event: string,
	{ name, description, kes }: NewTier,
): Promise<TierDocument> {
	const { metadata, placeHash, tiers } = await readEvent(indexer, event);
	if (placeHash === null)
		throw new PassaError('EVENT_TOO_OLD', 'This event was published before that was possible.', {
			status: 409,
		});
	if (!metadata.document)
		throw new PassaError(
			'DOCUMENT_UNKNOWN',
			"The event's page has not been read yet. Try again in a minute.",
			{ status: 409 },
		);
	const bytes = Buffer.from(JSON.stringify(withTier(metadata.document, tiers.length, { name, description })));
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	await store.put(sha256, bytes);
	const face = kesCents(BigInt(kes) * 100n);
	return {
		uri: documentUri(sha256),
		sha256,
		placeHash,
		price: String(usdcFor(face, rate)),
		face: String(face),
		kesPerUsd: `${rate / 100n}.${String(rate % 100n).padStart(2, '0')}`,
	};
}
