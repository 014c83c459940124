import { readFile } from 'node:fs/promises';
import type { MediaRow } from '../models/media.ts';
import type { MediaDeps } from './media-deps.ts';
import { type PictureTypeError, pictureType } from './picture-type.ts';
import { type PreparePictureError, preparePicture } from './prepare-picture.ts';
import { type ReceiveUploadError, receiveUpload } from './receive-upload.ts';

export type UploadPictureError = ReceiveUploadError | PictureTypeError | PreparePictureError;

/** Keeps a picture that a member of the account sends, cut to its middle. Throws UploadPictureError. */
export const uploadPicture = (
	deps: MediaDeps,
	account: string,
	body: ReadableStream<Uint8Array> | null,
): Promise<MediaRow> =>
	preparePicture(deps, account, null, async (file) => {
		await receiveUpload(body, file);
		pictureType(await readFile(file));
	});
