import { writeFile } from 'node:fs/promises';
import { PassaError } from '#shared/errors.ts';
import type { MediaRow } from '../models/media.ts';
import { chosenCrop } from './crop.ts';
import type { MediaDeps } from './media-deps.ts';
import { originalOf, type PictureOfError } from './picture-of.ts';
import { type PreparePictureError, preparePicture } from './prepare-picture.ts';

export type CropPictureError = PictureOfError | PreparePictureError | PassaError<'CROP_OUTSIDE'>;

/**
 * Keeps another part of an upload as a picture of its own. `left`, `top` and `width` in pixels of the original; the height
 * follows from 5:3. Throws CropPictureError.
 */
export async function cropPicture(
	deps: MediaDeps,
	account: string,
	id: string,
	chosen: { left: number; top: number; width: number },
): Promise<MediaRow> {
	const { row, bytes } = await originalOf(deps, account, id);
	const crop = chosenCrop({ width: row.w, height: row.h }, chosen);
	if (!crop) {
		throw new PassaError('CROP_OUTSIDE', 'That part is not inside the picture, or is too small.', {
			status: 409,
		});
	}
	return preparePicture(deps, account, crop, (file) => writeFile(file, bytes));
}
