import { writeFileSync } from 'node:fs';
import { qrModules } from '#lib/pass/qr-modules.ts';

const [width, height] = [640, 480];
const frames = 5;
/** Of white light in a film whose values take all of a byte. */
const white = 255;

/** Writes a film that shows one code and nothing else (YUV4MPEG2), for Chromium's fake camera. */
export function writeFilm(path: string, code: string): void {
	const rows = qrModules(code);
	const pixels = Math.floor(height / rows.length);
	const luma = Buffer.alloc(width * height, white);
	const left = Math.floor((width - rows.length * pixels) / 2);
	for (const [y, row] of rows.entries())
		for (const [x, dark] of row.entries()) {
			if (!dark) continue;
			for (let line = 0; line < pixels; line++) {
				const from = (y * pixels + line) * width + left + x * pixels;
				luma.fill(0, from, from + pixels);
			}
		}
	const grey = Buffer.alloc((width * height) / 2, 128);
	const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, grey]);
	const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F5:1 Ip A1:1 C420jpeg\n`);
	writeFileSync(path, Buffer.concat([header, ...Array.from({ length: frames }, () => frame)]));
}
