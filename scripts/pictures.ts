import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { renditionsOf } from '#shared/renditions.server.ts';
import { comedyPoster } from './demo/draw/comedy.ts';
import { concertPoster } from './demo/draw/concert.ts';
import { lakePoster } from './demo/draw/lake.ts';
import { nightPoster } from './demo/draw/night.ts';

/**
 * `npm run pictures`: draws the demo events' pictures and writes their files, which are committed, so that a start needs
 * to encode none.
 */
const folder = join(import.meta.dirname, 'demo/pictures');
const posters = { concert: concertPoster, comedy: comedyPoster, lake: lakePoster, night: nightPoster };
const [width, height] = [1600, 960];

for (const [name, draw] of Object.entries(posters)) {
	const png = await sharp(Buffer.from(draw(width, height)))
		.resize(width, height)
		.png()
		.toBuffer();
	const { sha256, files, colours } = await renditionsOf(png, { left: 0, top: 0, width, height });
	rmSync(join(folder, name), { recursive: true, force: true });
	mkdirSync(join(folder, name), { recursive: true });
	for (const [file, bytes] of files) writeFileSync(join(folder, name, file), bytes);
	writeFileSync(join(folder, name, 'picture.json'), `${JSON.stringify({ sha256, colours }, null, '\t')}\n`);
	const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
	console.log(
		`${name.padEnd(10)} ${sha256.slice(0, 12)} ${Math.round(total / 1000)} KB ${JSON.stringify(colours)}`,
	);
}
