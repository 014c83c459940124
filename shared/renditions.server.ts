import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import {
	cardFile,
	cardSize,
	manifestFile,
	type PictureColours,
	type PictureFormat,
	pictureFile,
	pictureFormats,
	pictureRatio,
	pictureWidths,
} from './picture.ts';
import { coloursOf } from './picture-colours.ts';

/** A part of a picture, in its pixels. */
export type Crop = { left: number; top: number; width: number; height: number };

/** The files of a picture, its manifest among them, whose SHA-256 (hex) names it. */
export type Renditions = { sha256: string; files: Map<string, Buffer>; colours: PictureColours };

const sampleSide = 64;
/** Seconds for one step of libvips. */
const stepSeconds = 10;

/** AVIF, WebP and JPEG in each width, the card, and the manifest, of a part of an upright picture. */
export async function renditionsOf(source: Buffer, crop: Crop): Promise<Renditions> {
	const largest = pictureWidths.at(-1)!;
	const height = Math.round(largest / pictureRatio);
	const part = await sharp(source)
		.extract(crop)
		.resize(largest, height)
		.removeAlpha()
		.raw()
		.timeout({ seconds: stepSeconds })
		.toBuffer({ resolveWithObject: true });
	const { width, channels } = part.info;
	const open = () => sharp(part.data, { raw: { width, height, channels } });
	const files = new Map<string, Buffer>();
	for (const format of pictureFormats) {
		for (const at of pictureWidths) {
			files.set(pictureFile(at, format), await encoded(open().resize(at), format).toBuffer());
		}
	}
	files.set(cardFile, await cardOf(open));
	const sample = await open().resize(sampleSide, sampleSide, { fit: 'fill' }).raw().toBuffer();
	const colours = coloursOf(sample);
	const manifest = manifestOf(files);
	files.set(manifestFile, manifest);
	return { sha256: sha256Of(manifest), files, colours };
}

function encoded(image: Sharp, format: PictureFormat): Sharp {
	const bounded = image.timeout({ seconds: stepSeconds });
	if (format === 'avif') return bounded.avif({ quality: 50, effort: 2 });
	if (format === 'webp') return bounded.webp({ quality: 74, effort: 4 });
	return bounded.jpeg({ quality: 76, mozjpeg: true });
}

/** Chat apps drop a card's picture that is too large. */
async function cardOf(open: () => Sharp): Promise<Buffer> {
	const { width, height, mostBytes } = cardSize;
	for (let quality = 82; ; quality -= 12) {
		const card = await open().resize(width, height).jpeg({ quality, mozjpeg: true }).toBuffer();
		if (card.length <= mostBytes || quality <= 12) return card;
	}
}

const manifestOf = (files: Map<string, Buffer>): Buffer =>
	Buffer.from(
		JSON.stringify({
			files: Object.fromEntries(
				[...files].map(([name, bytes]) => [name, { sha256: sha256Of(bytes), bytes: bytes.length }]),
			),
		}),
	);

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
