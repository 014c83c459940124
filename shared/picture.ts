import { z } from 'zod';
import { contrast } from './contrast.ts';

/** Widths (pixels) of an event's picture. */
export const pictureWidths = [400, 800, 1600] as const;
export type PictureWidth = (typeof pictureWidths)[number];
export const pictureFormats = ['avif', 'webp', 'jpg'] as const;
export type PictureFormat = (typeof pictureFormats)[number];
/** Width by height. */
export const pictureRatio = 5 / 3;
/** The JPEG that a link's card shows: 1200 × 630, at most 300 KB. */
export const cardFile = 'card.jpg';
export const cardSize = { width: 1200, height: 630, mostBytes: 300_000 };
/** Lists the other files with their hashes. A picture is named by the SHA-256 of this file. */
export const manifestFile = 'manifest.json';

export const pictureFile = (width: PictureWidth, format: PictureFormat): string => `${width}.${format}`;

/** Every file of a picture but its manifest. */
export const pictureFiles: readonly string[] = [
	...pictureFormats.flatMap((format) => pictureWidths.map((width) => pictureFile(width, format))),
	cardFile,
];

/** The smallest contrast of white text on a ground: WCAG AA. */
export const readableContrast = 4.5;
const colour = z.string().regex(/^#[0-9a-f]{6}$/);
const dark = colour.refine((c) => contrast(c, '#ffffff') >= readableContrast, 'too light for white text');

/** Colours taken from the picture: the ticket's ground, its stub, and one that speaks. */
export const pictureColours = z.object({ ground: dark, ink: dark, accent: colour });
export type PictureColours = z.infer<typeof pictureColours>;

const altText = z.string().min(1).max(300);

/** An event's picture as its document names it: the manifest's hash fixes every file. */
export const pictureSchema = z.object({
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
	alt: z.object({ en: altText.optional(), sw: altText.optional() }),
	colours: pictureColours,
});
export type Picture = z.infer<typeof pictureSchema>;
