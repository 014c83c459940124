import { createHash } from 'node:crypto';
import type { IndexerClient } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Metadata } from '#shared/metadata.ts';
import { type DocumentStore, documentUri } from './document-store.ts';
import { type EventFacts, type ReadEventError, readEvent } from './find-event.ts';

export type PublishedDocumentError = ReadEventError | PassaError<'EVENT_TOO_OLD' | 'DOCUMENT_UNKNOWN'>;

/** A published event whose details can change, with its document. */
export type PublishedDocument = EventFacts & { placeHash: string; document: Metadata };

/**
 * Throws PublishedDocumentError: EVENT_TOO_OLD for an event of version 1, DOCUMENT_UNKNOWN if the event's present document
 * was not read yet, or has another hash than the chain's.
 */
export async function publishedDocument(indexer: IndexerClient, event: string): Promise<PublishedDocument> {
	const facts = await readEvent(indexer, event);
	const { placeHash, metadata } = facts;
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
	return { ...facts, placeHash, document: metadata.document };
}

/** Stores a document under its hash. The same document is stored once. */
export async function putDocument(
	store: DocumentStore,
	document: Metadata,
): Promise<{ uri: string; sha256: string }> {
	const bytes = Buffer.from(JSON.stringify(document));
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	await store.put(sha256, bytes);
	return { uri: documentUri(sha256), sha256 };
}
