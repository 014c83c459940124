import sharp from 'sharp';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pictureType } from './picture-type.ts';

const test = suite('what a file is, by its bytes');
const plain = () => sharp({ create: { width: 40, height: 30, channels: 3, background: '#b4441a' } });
const codeOf = (bytes: Buffer): string => {
	try {
		return pictureType(bytes);
	} catch (error) {
		return (error as { code: string }).code;
	}
};
const withBrands = (...brands: string[]) =>
	Buffer.concat([
		Buffer.from([0, 0, 0, 8 + 8 + 4 * (brands.length - 1)]),
		Buffer.from(`ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`),
	]);

test('JPEG, PNG, WebP and AVIF are accepted', async () => {
	assert.is(codeOf(await plain().jpeg({ progressive: true }).toBuffer()), 'jpeg');
	assert.is(codeOf(await plain().png().toBuffer()), 'png');
	assert.is(codeOf(await plain().webp().toBuffer()), 'webp');
	assert.is(codeOf(await plain().avif().toBuffer()), 'avif');
});

test('SVG is refused, also with other text before its first tag', () => {
	const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
	for (const before of ['', '\u{FEFF}', '  \n', '<?xml version="1.0"?>\n', '<!-- a -->', '<!DOCTYPE svg>'])
		assert.is(codeOf(Buffer.from(before + svg)), 'PICTURE_IS_SVG', JSON.stringify(before));
});

test('HEIC photos get a code of their own', () => {
	assert.is(codeOf(withBrands('heic', 'mif1', 'heic')), 'PICTURE_IS_HEIC');
	assert.is(codeOf(withBrands('mif1', 'heic')), 'PICTURE_IS_HEIC');
});

test('what moves is refused: GIF, APNG, animated WebP, AVIF sequences', async () => {
	assert.is(codeOf(await plain().gif().toBuffer()), 'PICTURE_MOVES');
	assert.is(codeOf(withBrands('avis', 'avif', 'msf1')), 'PICTURE_MOVES');
	const png = await plain().png().toBuffer();
	const control = Buffer.concat([Buffer.from([0, 0, 0, 8]), Buffer.from('acTL'), Buffer.alloc(12)]);
	assert.is(codeOf(Buffer.concat([png.subarray(0, 33), control, png.subarray(33)])), 'PICTURE_MOVES');
	const frames = await sharp([await plain().png().toBuffer(), await plain().negate().png().toBuffer()], {
		join: { animated: true },
	})
		.webp()
		.toBuffer();
	assert.is(codeOf(frames), 'PICTURE_MOVES');
});

test('a picture with another file behind its end is refused', async () => {
	const behind = [
		'PK\u0003\u0004 archive',
		'%PDF-1.7',
		'<html><script>alert(1)</script>',
		'<?php',
		'#!/bin/sh',
		'\u007fELF',
	];
	for (const picture of [
		await plain().jpeg().toBuffer(),
		await plain().png().toBuffer(),
		await plain().webp().toBuffer(),
	]) {
		for (const text of behind)
			assert.is(
				codeOf(Buffer.concat([picture, Buffer.from(text, 'latin1')])),
				'PICTURE_NOT_ONLY_PICTURE',
				text,
			);
		const archive = Buffer.concat([
			picture,
			Buffer.alloc(5000, 7),
			Buffer.from('PK\u0005\u0006\0\0', 'latin1'),
		]);
		assert.is(codeOf(archive), 'PICTURE_NOT_ONLY_PICTURE');
	}
});

test('a camera’s preview behind the end, and a mark inside the picture, are fine', async () => {
	const jpeg = await plain().jpeg().toBuffer();
	assert.is(codeOf(Buffer.concat([jpeg, jpeg])), 'jpeg');
	const comment = Buffer.from('<html>', 'latin1');
	const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment]);
	assert.is(codeOf(Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)])), 'jpeg');
});

test('anything else is no picture, also when it is short or cut', async () => {
	for (const bytes of ['', 'a', 'hello', '%PDF-1.7', '\u0089PNG', 'RIFF', '{"a":1}', '<html>'])
		assert.is(
			codeOf(Buffer.from(bytes, 'latin1')),
			bytes === '\u0089PNG' ? 'png' : 'PICTURE_UNKNOWN_TYPE',
			bytes,
		);
	const jpeg = await plain().jpeg().toBuffer();
	for (let length = 4; length < jpeg.length; length += 7) assert.is(codeOf(jpeg.subarray(0, length)), 'jpeg');
	const webp = await plain().webp().toBuffer();
	assert.is(codeOf(webp.subarray(0, 14)), 'webp');
});

test.run();
