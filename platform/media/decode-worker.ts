import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stdout } from 'node:process';
import sharp from 'sharp';
import { type Crop, renditionsOf, sha256Of } from '#shared/renditions.server.ts';
import { centralCrop, isTooSmall } from './crop.ts';
import { type Decoded, type DecodeTask, mostPixels, originalFile, originalSide } from './decode-task.ts';

sharp.cache(false);
sharp.concurrency(1);
// A file in two forms is read as the one that its first reader knows: so there are no readers but these. An SVG can begin
// like an AVIF.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
	operation: ['Jpeg', 'Png', 'Webp', 'Heif'].map((kind) => `VipsForeignLoad${kind}`),
});

const stepSeconds = 10;
const task = JSON.parse(process.argv[2]!) as DecodeTask;

/** Runs in a process of its own, without secrets: decodes one picture that a stranger sent, and encodes it again. */
async function decode({ folder, crop }: DecodeTask): Promise<Decoded> {
	const source = await readFile(join(folder, originalFile));
	const upright = crop ? await known(source) : await uprightOf(source);
	if ('refused' in upright) return upright;
	const { bytes, width, height } = upright;
	if (isTooSmall({ width, height })) return { refused: 'PICTURE_TOO_SMALL' };
	const part: Crop = crop ?? centralCrop({ width, height });
	const { sha256, files, colours } = await renditionsOf(bytes, part);
	for (const [name, content] of files) await writeFile(join(folder, name), content);
	if (!crop) await writeFile(join(folder, originalFile), bytes);
	const original = { sha256: sha256Of(bytes), bytes: bytes.length, width, height };
	return { original, crop: part, sha256, colours, files: [...files.keys()] };
}

type Upright = { bytes: Buffer; width: number; height: number };

/** An original that this process wrote before. */
async function known(bytes: Buffer): Promise<Upright> {
	const { width, height } = await sharp(bytes, { limitInputPixels: mostPixels }).metadata();
	return { bytes, width, height };
}

/** Turned as the camera held it, in sRGB, on white, without EXIF, bounded in size. */
async function uprightOf(
	source: Buffer,
): Promise<Upright | { refused: 'PICTURE_MOVES' | 'PICTURE_TOO_LARGE' }> {
	const options = { limitInputPixels: mostPixels, failOn: 'error' } as const;
	const {
		pages = 1,
		width,
		height,
	} = await sharp(source, { ...options, limitInputPixels: false }).metadata();
	if (pages > 1) return { refused: 'PICTURE_MOVES' };
	if (width * height > mostPixels) return { refused: 'PICTURE_TOO_LARGE' };
	const { data, info } = await sharp(source, options)
		.autoOrient()
		.resize(originalSide, originalSide, { fit: 'inside', withoutEnlargement: true })
		.flatten({ background: '#ffffff' })
		.toColourspace('srgb')
		.jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
		.timeout({ seconds: stepSeconds })
		.toBuffer({ resolveWithObject: true });
	return { bytes: data, width: info.width, height: info.height };
}

const outcome = await decode(task).catch((): Decoded => ({ refused: 'PICTURE_DAMAGED' }));
stdout.write(JSON.stringify(outcome));
