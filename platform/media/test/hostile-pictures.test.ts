import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodePicture } from '../decode-picture.ts';
import { decodeQueue } from '../decode-queue.ts';
import { pictureType } from '../picture-type.ts';

const test = suite('pictures from people who mean harm');

async function decoded(bytes: Buffer) {
	const folder = await mkdtemp(join(tmpdir(), 'passa-test-'));
	await writeFile(join(folder, 'original'), bytes);
	const outcome = await decodePicture({ folder, crop: null });
	await rm(folder, { recursive: true });
	return outcome;
}
const photo = () => sharp({ create: { width: 900, height: 600, channels: 3, background: '#b4441a' } });

test('an SVG in the clothes of an AVIF is drawn by nobody', async () => {
	const svg = Buffer.from(
		'<!--ftypavif aaaaaaaaaa--><svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"/>',
	);
	assert.is(pictureType(svg), 'avif', 'its first bytes say so');
	assert.is((await sharp(svg).metadata()).format, 'svg', 'control: a reader of every form would draw it');
	assert.equal(await decoded(svg), { refused: 'PICTURE_DAMAGED' });
});

test('only the four forms have a reader', async () => {
	for (const form of ['jpeg', 'png', 'webp', 'avif'] as const)
		assert.not.ok('refused' in (await decoded(await photo().toFormat(form).toBuffer())), form);
	for (const form of ['tiff', 'gif'] as const)
		assert.equal(
			await decoded(await photo().toFormat(form).toBuffer()),
			{ refused: 'PICTURE_DAMAGED' },
			form,
		);
});

test('one account has a bounded part of the places, so others still get theirs', async () => {
	const turn = decodeQueue({ places: 2, most: 8, mostOfOne: 3 });
	let end = () => {};
	const slow = new Promise<void>((done) => {
		end = done;
	});
	const flood = Array.from({ length: 10 }, () =>
		turn('attacker', () => slow).then(
			() => 'done',
			(e) => e.code,
		),
	);
	const other = turn('another', async () => 'done');
	end();
	assert.is(await other, 'done');
	const outcomes = await Promise.all(flood);
	assert.is(outcomes.filter((o) => o === 'done').length, 3);
	assert.is(outcomes.filter((o) => o === 'PICTURES_BUSY').length, 7);
	// Control: an account whose pictures are done sends more.
	assert.is(await turn('attacker', async () => 'done'), 'done');
	// Control: all places together are bounded, too.
	const many = Array.from({ length: 12 }, (_, i) =>
		turn(`account ${i}`, async () => 'done').catch((e) => e.code),
	);
	assert.is((await Promise.all(many)).filter((o) => o === 'PICTURES_BUSY').length, 2);
});

test.run();
