import { z } from 'zod';
import { contrast } from './contrast.ts';
import type { Picture, PictureColours } from './picture.ts';

/** The smallest contrast of white text on a ground: WCAG AA. */
const readableContrast = 4.5;
const colour = z.string().regex(/^#[0-9a-f]{6}$/);
const dark = colour.refine((c) => contrast(c, '#ffffff') >= readableContrast, 'too light for white text');

/** Colours taken from the picture: the ticket's ground, its stub, and one that speaks. */
export const pictureColours = z.object({
	ground: dark,
	ink: dark,
	accent: colour,
}) satisfies z.ZodType<PictureColours>;

const altText = z.string().min(1).max(300);

/** An event's picture as its document names it: the manifest's hash fixes every file. */
export const pictureSchema = z.object({
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
	alt: z.object({ en: altText.optional(), sw: altText.optional() }),
	colours: pictureColours,
}) satisfies z.ZodType<Picture>;
