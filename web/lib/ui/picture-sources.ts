import {
	cardFile,
	type Picture,
	type PictureFormat,
	type PictureWidth,
	pictureFile,
	pictureWidths,
} from '#shared/picture.ts';

/** Where the web serves a file of a picture. */
const pictureUrl = (
	{ sha256 }: Pick<Picture, 'sha256'>,
	width: PictureWidth,
	format: PictureFormat,
): string => `/media/${sha256}/${pictureFile(width, format)}`;

export const cardUrl = ({ sha256 }: Pick<Picture, 'sha256'>): string => `/media/${sha256}/${cardFile}`;

type Sources = { src: string; sets: { type: string; srcset: string }[] };

/** What a browser may choose from. One that saves data gets the smallest only. */
export function sourcesOf(picture: Pick<Picture, 'sha256'>, savesData: boolean): Sources {
	const widths = savesData ? pictureWidths.slice(0, 1) : pictureWidths;
	const set = (format: PictureFormat) =>
		widths.map((width) => `${pictureUrl(picture, width, format)} ${width}w`).join(', ');
	return {
		src: pictureUrl(picture, savesData ? 400 : 800, 'jpg'),
		sets: [
			{ type: 'image/avif', srcset: set('avif') },
			{ type: 'image/webp', srcset: set('webp') },
			{ type: 'image/jpeg', srcset: set('jpg') },
		],
	};
}

/** What the picture shows, in the reader's language or the other one; empty if nobody said it. */
export const altOf = ({ alt }: Pick<Picture, 'alt'>, locale: 'en' | 'sw'): string =>
	alt[locale] ?? alt.en ?? alt.sw ?? '';
