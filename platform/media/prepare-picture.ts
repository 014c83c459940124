import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Crop } from '#shared/renditions.server.ts';
import { type MediaRow, media } from '../models/media.ts';
import { decodePicture } from './decode-picture.ts';
import type { DecodeQueueError } from './decode-queue.ts';
import { type Decoded, originalFile } from './decode-task.ts';
import type { MediaDeps } from './media-deps.ts';
import { lockForStoring } from './media-lock.ts';
import { originalName, pictureFolder } from './media-store.ts';
import { type ReserveMediaError, reserveMedia } from './reserve-media.ts';

type Refusal = Extract<Decoded, { refused: string }>['refused'];

const refusals: Record<Refusal, string> = {
	PICTURE_TOO_SMALL: 'This picture is too small: at least 800 × 480 pixels.',
	PICTURE_TOO_LARGE: 'This picture has too many pixels: at most 50 million.',
	PICTURE_MOVES: 'This picture moves. Choose one that stands still.',
	PICTURE_DAMAGED: 'This picture cannot be read. Save it again as JPEG or PNG.',
};

export type PreparePictureError = ReserveMediaError | DecodeQueueError | PassaError<Refusal>;

/**
 * Decodes a picture into all its files and keeps them. `write` puts the source at the given path; what it throws, and a
 * refusal, stays as the reason of the row. Throws PreparePictureError.
 */
export async function preparePicture(
	deps: MediaDeps,
	account: string,
	crop: Crop | null,
	write: (file: string) => Promise<void>,
): Promise<MediaRow> {
	const id = await reserveMedia(deps, account);
	const folder = await mkdtemp(join(tmpdir(), 'passa-picture-'));
	try {
		await write(join(folder, originalFile));
		const decoded = await deps.decodeTurn(account, () => decodePicture({ folder, crop }));
		if ('refused' in decoded) throw new PassaError(decoded.refused, refusals[decoded.refused]);
		return await keep(deps, id, folder, decoded);
	} catch (error) {
		const reason = error instanceof PassaError ? error.code : 'UNAVAILABLE';
		await deps.db.update(media).set({ state: 'refused', reason }).where(eq(media.id, id));
		throw error;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

type Made = Exclude<Decoded, { refused: string }>;

async function keep({ db, media: store }: MediaDeps, id: string, folder: string, made: Made) {
	return db.transaction(async (tx) => {
		// No file is removed between its storing and the commit of the row that names it.
		await tx.execute(lockForStoring);
		const { original, crop, sha256, colours } = made;
		await store.put(originalName(original.sha256), await readFile(join(folder, originalFile)));
		for (const name of made.files)
			await store.put(`${pictureFolder(sha256)}/${name}`, await readFile(join(folder, name)));
		const { sha256: source, bytes, width: w, height: h } = original;
		const [row] = await tx
			.update(media)
			.set({ state: 'ready', original: source, bytes, w, h, crop, sha256, colours })
			.where(eq(media.id, id))
			.returning();
		return row!;
	});
}
