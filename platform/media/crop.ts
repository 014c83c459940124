import { leastPictureWidth, pictureRatio } from '#shared/picture.ts';
import type { Crop } from '#shared/renditions.server.ts';

type Size = { width: number; height: number };

const leastHeight = Math.floor(leastPictureWidth / pictureRatio);

export const isTooSmall = ({ width, height }: Size): boolean =>
	width < leastPictureWidth || height < leastHeight;

/** The largest part of 5:3 in the middle. */
export function centralCrop({ width, height }: Size): Crop {
	const w = Math.min(width, Math.floor(height * pictureRatio));
	const h = Math.min(height, Math.round(w / pictureRatio));
	return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h };
}

/**
 * The part of 5:3 that a person chose by its left upper corner and its width, in pixels of the original. Null if it is
 * not inside, or too narrow.
 */
export function chosenCrop(size: Size, chosen: { left: number; top: number; width: number }): Crop | null {
	const height = Math.min(size.height, Math.round(chosen.width / pictureRatio));
	const inside = chosen.left + chosen.width <= size.width && chosen.top + height <= size.height;
	const least = Math.min(leastPictureWidth, centralCrop(size).width);
	return inside && chosen.width >= least ? { ...chosen, height } : null;
}
