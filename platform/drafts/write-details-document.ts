import { and, eq, sql } from 'drizzle-orm';
import type { IndexerClient } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { type EventDetails, withDetails } from '#shared/metadata.ts';
import type { Picture } from '#shared/picture.ts';
import { placeHash } from '#shared/place-hash.ts';
import { pictureOf } from '../media/picture-of.ts';
import { media } from '../models/media.ts';
import type { Database } from '../models/schema.ts';
import { copyDeferredShares } from './copy-deferred-shares.ts';
import type { DocumentStore } from './document-store.ts';
import { type PublishedDocumentError, publishedDocument, putDocument } from './published-document.ts';

/** What an organizer signs with `update_details`. Hashes in hex. */
export type DetailsDocument = {
	uri: string;
	sha256: string;
	placeHash: string;
	/** Of the document as it is now. */
	before: string;
	/** Another place than the chain's: it opens a window for refunds. */
	moved: boolean;
};

/** `media`: a picture of the account; null: the present one stays. */
export type ChosenPicture = { media: string | null; alt: { en: string; sw: string } } | null;

/** The details as they are to be, whole. */
export type NewDetails = Omit<EventDetails, 'picture' | 'category' | 'lineup'> & {
	category: string;
	lineup: string[];
	picture: ChosenPicture;
};

export type WriteDetailsDocumentError = PublishedDocumentError | PassaError<'PICTURE_NOT_FOUND'>;

type Deps = { db: Database; indexer: IndexerClient; store: DocumentStore };

/**
 * Writes a published event's document with other details. The same details give the same document, and the one before stays
 * where it is. Throws WriteDetailsDocumentError: PICTURE_NOT_FOUND for a picture that is not the account's.
 */
export async function writeDetailsDocument(
	{ db, indexer, store }: Deps,
	{ account, event }: { account: string; event: string },
	{ picture, ...details }: NewDetails,
): Promise<DetailsDocument> {
	const facts = await publishedDocument(indexer, event);
	const chosen = await chosenPicture(db, account, picture, facts.document.picture);
	const document = withDetails(facts.document, { ...details, ...(chosen ? { picture: chosen } : {}) }, facts);
	const written = await putDocument(store, document);
	await copyDeferredShares(db, facts.address, { before: facts.metadata.hash, after: written.sha256 });
	if (picture?.media) await keepPicture(db, account, picture.media, written.sha256);
	const place = hex(placeHash(document.venue));
	return { ...written, placeHash: place, before: facts.metadata.hash, moved: place !== facts.placeHash };
}

async function chosenPicture(
	db: Database,
	account: string,
	chosen: ChosenPicture,
	present: Picture | undefined,
): Promise<Picture | null> {
	if (!chosen) return null;
	const { alt } = chosen;
	if (chosen.media) {
		const picture = await pictureOf(db, account, { media: chosen.media, alt });
		if (picture) return picture;
	} else if (present) {
		return { ...present, alt: { ...(alt.en ? { en: alt.en } : {}), ...(alt.sw ? { sw: alt.sw } : {}) } };
	}
	throw new PassaError('PICTURE_NOT_FOUND', 'You have no such picture.', { status: 404 });
}

/** A picture that a document names is never removed. */
async function keepPicture(db: Database, account: string, id: string, document: string): Promise<void> {
	await db
		.update(media)
		.set({ documents: sql`array_append(array_remove(${media.documents}, ${document}), ${document})` })
		.where(and(eq(media.id, id), eq(media.account, account)));
}
