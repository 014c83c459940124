import type { PictureColours } from '#shared/picture.ts';
import type { Crop } from '#shared/renditions.server.ts';

/** What the process that decodes is asked: `crop` null takes the central part of a new upload. */
export type DecodeTask = { folder: string; crop: Crop | null };

export type Decoded =
	| {
			original: { sha256: string; bytes: number; width: number; height: number };
			crop: Crop;
			sha256: string;
			colours: PictureColours;
			files: string[];
	  }
	| { refused: 'PICTURE_TOO_SMALL' | 'PICTURE_TOO_LARGE' | 'PICTURE_MOVES' | 'PICTURE_DAMAGED' };

/** In the task's folder: the upload, and afterwards the upright original. */
export const originalFile = 'original';
/** A picture with more pixels is not decoded: a few bytes can claim any number of them. */
export const mostPixels = 50_000_000;
/** Pixels of the longer side of the original that is kept. */
export const originalSide = 3200;
