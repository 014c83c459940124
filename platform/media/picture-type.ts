import { PassaError } from '#shared/errors.ts';

export type PictureType = 'jpeg' | 'png' | 'webp' | 'avif';

export type PictureTypeError = PassaError<
	'PICTURE_IS_SVG' | 'PICTURE_IS_HEIC' | 'PICTURE_MOVES' | 'PICTURE_UNKNOWN_TYPE' | 'PICTURE_NOT_ONLY_PICTURE'
>;

const refusals = {
	PICTURE_IS_SVG: 'SVG files can hold programs. Save the picture as JPEG or PNG.',
	PICTURE_IS_HEIC:
		'This is an HEIC photo. Send it as JPEG: on an iPhone, Settings, Camera, Formats, Most Compatible.',
	PICTURE_MOVES: 'This picture moves, or is a GIF. Choose a JPEG or PNG that stands still.',
	PICTURE_UNKNOWN_TYPE: 'This is no JPEG, PNG, WebP or AVIF picture.',
	PICTURE_NOT_ONLY_PICTURE: 'This file holds more than a picture. Save the picture again as JPEG or PNG.',
} as const;

const refuse = (code: keyof typeof refusals): PictureTypeError => new PassaError(code, refusals[code]);

const heic = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];

/**
 * What a file is by its bytes; neither its name nor its declared type counts. Throws PictureTypeError: for what is no
 * picture, what moves, and a picture with another file behind its end.
 */
export function pictureType(bytes: Buffer): PictureType {
	if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return jpeg(bytes);
	if (ascii(bytes, 1, 4) === 'PNG' && bytes[0] === 0x89) return png(bytes);
	if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return webp(bytes);
	if (ascii(bytes, 4, 8) === 'ftyp') return isoMedia(bytes);
	if (/^GIF8[79]a/.test(ascii(bytes, 0, 6))) throw refuse('PICTURE_MOVES');
	const start = bytes.subarray(0, 4096).toString('utf8').replace('\u{FEFF}', '').trimStart();
	if (/^<(\?xml|!doctype\s+svg|!--|svg[\s>])/i.test(start) && /<svg[\s>]/i.test(start))
		throw refuse('PICTURE_IS_SVG');
	throw refuse('PICTURE_UNKNOWN_TYPE');
}

const ascii = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to);

/** Walks the segments to the picture's end. Cameras append previews and films of their own behind it. */
function jpeg(bytes: Buffer): 'jpeg' {
	let at = 2;
	while (at + 4 <= bytes.length) {
		const mark = bytes[at + 1]!;
		if (bytes[at] !== 0xff || mark === 0xff || mark === 0 || (mark >= 0xd0 && mark <= 0xd7)) at++;
		else if (mark === 0xd9) break;
		else at += 2 + bytes.readUInt16BE(at + 2);
	}
	return only(bytes, at + 2, 'jpeg');
}

/** Walks the chunks: `acTL` makes a PNG move, and what follows `IEND` is another file. */
function png(bytes: Buffer): 'png' {
	for (let at = 8; at + 12 <= bytes.length; ) {
		const kind = ascii(bytes, at + 4, at + 8);
		const end = at + 12 + bytes.readUInt32BE(at);
		if (kind === 'acTL') throw refuse('PICTURE_MOVES');
		if (kind === 'IEND') return only(bytes, end, 'png');
		at = end;
	}
	return 'png';
}

function webp(bytes: Buffer): 'webp' {
	if (ascii(bytes, 12, 16) === 'VP8X' && (bytes[20]! & 0x02) !== 0) throw refuse('PICTURE_MOVES');
	const end = 8 + bytes.readUInt32LE(4);
	return only(bytes, end + (end % 2), 'webp');
}

function isoMedia(bytes: Buffer): 'avif' {
	const size = Math.min(bytes.readUInt32BE(0), 256);
	const brands = [ascii(bytes, 8, 12)];
	for (let at = 16; at + 4 <= size; at += 4) brands.push(ascii(bytes, at, at + 4));
	if (brands.includes('avis')) throw refuse('PICTURE_MOVES');
	if (brands.includes('avif')) return 'avif';
	if (brands.some((brand) => heic.includes(brand))) throw refuse('PICTURE_IS_HEIC');
	throw refuse('PICTURE_UNKNOWN_TYPE');
}

/** Marks of programs, pages, documents and archives. */
const foreign = [
	'pk\u0003\u0004',
	'%pdf-',
	'<script',
	'<html',
	'<!doctype',
	'<?php',
	'<svg',
	'#!/',
	'\u007felf',
	'rar!',
];
/** The end of a ZIP archive, which readers look for from behind. */
const archiveEnd = 'pk\u0005\u0006';
/** A film of a camera is long: short marks occur in it by chance, so only its beginning is searched. */
const searched = 1024;

/** Throws PICTURE_NOT_ONLY_PICTURE if another file begins behind the picture's end. */
function only<T extends PictureType>(bytes: Buffer, end: number, type: T): T {
	const rest = ascii(bytes, end, end + searched).toLowerCase();
	const tail = ascii(bytes, Math.max(end, bytes.length - searched), bytes.length).toLowerCase();
	if (foreign.some((mark) => rest.includes(mark)) || tail.includes(archiveEnd))
		throw refuse('PICTURE_NOT_ONLY_PICTURE');
	return type;
}
