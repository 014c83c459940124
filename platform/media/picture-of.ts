import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Picture } from '#shared/picture.ts';
import type { DraftContent } from '../models/draft-content.ts';
import { type MediaRow, media } from '../models/media.ts';
import type { Database } from '../models/schema.ts';
import type { MediaDeps } from './media-deps.ts';
import { originalName } from './media-store.ts';

export type PictureOfError = PassaError<'PICTURE_NOT_FOUND'>;

const readyOf = (account: string, id: string) =>
	and(eq(media.id, id), eq(media.account, account), eq(media.state, 'ready'));

/** A picture of the account. Throws PictureOfError: another account's gets the same 404 as a missing one. */
export async function mediaOf(db: Database, account: string, id: string): Promise<MediaRow> {
	const [row] = await db.select().from(media).where(readyOf(account, id));
	if (row) return row;
	throw new PassaError('PICTURE_NOT_FOUND', 'You have no such picture.', { status: 404 });
}

/** The upright original that parts are chosen from. Throws PictureOfError. */
export async function originalOf(
	{ db, media: store }: MediaDeps,
	account: string,
	id: string,
): Promise<{ row: MediaRow; bytes: Buffer }> {
	const row = await mediaOf(db, account, id);
	const bytes = await store.get(originalName(row.original!));
	if (bytes) return { row, bytes };
	throw new PassaError('PICTURE_NOT_FOUND', 'You have no such picture.', { status: 404 });
}

/** A draft's picture as its event's document will name it; null if it has none, or one that is not the account's. */
export async function pictureOf(
	db: Database,
	account: string,
	chosen: DraftContent['picture'],
): Promise<Picture | null> {
	if (!chosen) return null;
	const [row] = await db.select().from(media).where(readyOf(account, chosen.media));
	if (!row) return null;
	const [en, sw] = [chosen.alt.en.trim(), chosen.alt.sw.trim()];
	const alt = { ...(en ? { en } : {}), ...(sw ? { sw } : {}) };
	return { sha256: row.sha256!, alt, colours: row.colours! };
}
