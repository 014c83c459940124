import { leastPictureWidth, pictureRatio } from '#shared/picture.ts';

/** Pixels of the original. */
export type Size = { width: number; height: number };
/** The left upper corner and the width of a part of 5:3, in pixels of the original. */
export type Frame = { left: number; top: number; width: number };

const within = (value: number, low: number, high: number): number =>
	Math.round(Math.min(Math.max(value, low), high));

export const heightOf = ({ width }: Pick<Frame, 'width'>, size: Size): number =>
	Math.min(size.height, Math.round(width / pictureRatio));

/** The widest part that the original has. */
export const widest = ({ width, height }: Size): number => Math.min(width, Math.floor(height * pictureRatio));

export const narrowest = (size: Size): number => Math.min(leastPictureWidth, widest(size));

/** The frame with its corner at a place, kept inside. */
export const placed = (frame: Frame, left: number, top: number, size: Size): Frame => ({
	width: frame.width,
	left: within(left, 0, size.width - frame.width),
	top: within(top, 0, size.height - heightOf(frame, size)),
});

/** The frame in another width about its middle, kept inside and within what the platform accepts. */
export function resized(frame: Frame, width: number, size: Size): Frame {
	const next = within(width, narrowest(size), widest(size));
	const down = (heightOf(frame, size) - heightOf({ width: next }, size)) / 2;
	return placed({ ...frame, width: next }, frame.left + (frame.width - next) / 2, frame.top + down, size);
}

/** Which part a form without scripts asks for, along the side that has more than the frame needs. */
export type Part = 'start' | 'middle' | 'end';

export function partOf(part: Part, size: Size): Frame {
	const frame = { left: 0, top: 0, width: widest(size) };
	const at = { start: 0, middle: 0.5, end: 1 }[part];
	return placed(frame, (size.width - frame.width) * at, (size.height - heightOf(frame, size)) * at, size);
}
