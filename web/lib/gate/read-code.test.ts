import { decodeQR } from 'qr/decode.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { signPass } from '#shared/pass/sign-pass.ts';
import { now, passFixture } from '#shared/pass/test/pass-fixture.ts';
import { qrModules } from '../pass/qr-modules.ts';

const pixels = 5;

/** The code as a camera sees it. `isHidden`: modules that a crack or a finger covers. */
function picture(rows: boolean[][], isHidden: (x: number, y: number) => boolean = () => false) {
	const width = rows.length * pixels;
	const data = new Uint8ClampedArray(width * width * 4).fill(255);
	for (let y = 0; y < width; y++)
		for (let x = 0; x < width; x++) {
			const [column, row] = [Math.floor(x / pixels), Math.floor(y / pixels)];
			const dark = isHidden(column, row) || rows[row]![column];
			if (dark) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
		}
	return { width, height: width, data };
}
const read = (image: ReturnType<typeof picture>): string | null => {
	try {
		return decodeQR(image) as string;
	} catch {
		return null;
	}
};

test('a pass is read from its picture, also with a crack through the screen', async () => {
	const { device, certificate } = await passFixture();
	for (const form of ['short', 'full'] as const) {
		const text = await signPass(device.privateKey, certificate, now, form);
		const rows = qrModules(text);
		assert.is(read(picture(rows)), text);
		assert.is(read(picture(rows, (x, y) => x === y + 6)), text, 'a crack');
	}
});

test('half a pass, and a wall, are read as nothing', async () => {
	const { device, certificate } = await passFixture();
	const rows = qrModules(await signPass(device.privateKey, certificate, now));
	assert.is(read(picture(rows, (x) => x > rows.length / 2)), null);
	assert.is(read(picture(rows.map((row) => row.map(() => false)))), null);
});

test.run();
