/** Widths (pixels) of an event's picture. */
export const pictureWidths = [400, 800, 1600] as const;
export type PictureWidth = (typeof pictureWidths)[number];
export const pictureFormats = ['avif', 'webp', 'jpg'] as const;
export type PictureFormat = (typeof pictureFormats)[number];
/** Width by height. */
export const pictureRatio = 5 / 3;
/** Pixels of an original: a narrower part of it would look blurred on a wide page. */
export const leastPictureWidth = 800;
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

/**
 * Colours taken from the picture, as `#rrggbb`: the ticket's ground, its stub, and one that speaks. White text is
 * readable on the first two.
 */
export type PictureColours = { ground: string; ink: string; accent: string };

/** An event's picture as its document names it: the manifest's hash fixes every file. */
export type Picture = {
	sha256: string;
	alt: { en?: string | undefined; sw?: string | undefined };
	colours: PictureColours;
};
