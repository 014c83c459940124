import { inflateSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassFace } from './held-pass.ts';
import { passPdf } from './pass-pdf.server.ts';

const code = 'K7M4-QXD2-0123-ZZZZ';
const face = (change: Partial<PassFace> = {}): PassFace => ({
	...{
		event: 'C',
		eventNo: 1,
		ticket: '32',
		eventName: 'Tamasha la Pwani',
		tierName: 'Regular',
		place: null,
	},
	...{ startsAt: '2026-12-12T16:00:00Z', endsAt: '2026-12-12T20:00:00Z', code: 'AB12', number: 1, of: 2 },
	...{ href: '/', again: '/' },
	...change,
});

/** The letters that a PDF's fonts map their glyphs to, and its own text. */
async function read(...made: Parameters<typeof passPdf>) {
	const bytes = Buffer.from(await passPdf(...made));
	const file = bytes.toString('latin1');
	const streams = [...file.matchAll(/stream\r?\n/g)].map(({ index, 0: head }) => {
		const begin = index + head.length;
		try {
			return inflateSync(bytes.subarray(begin, file.indexOf('endstream', begin))).toString('latin1');
		} catch {
			return '';
		}
	});
	const maps = streams.filter((text) => text.includes('beginbfrange')).join('\n');
	const letters = new Set(
		[...maps.matchAll(/<([0-9a-f]{4}(?: [0-9a-f]{4})*)>/g)].map(([, hex]) =>
			String.fromCharCode(Number.parseInt(hex!, 16)),
		),
	);
	const pages = [...file.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => [
		Math.round((Number(width) / 72) * 25.4),
		Math.round((Number(height) / 72) * 25.4),
	]);
	return { file, bytes, letters, pages };
}

test('a page for each ticket, as large as the paper', async () => {
	const two = [
		{ face: face(), code },
		{ face: face({ number: 2 }), code },
	];
	const [a4, roll] = [await read(two, 'a4'), await read(two, 'roll')];
	assert.equal(a4.pages, [
		[210, 297],
		[210, 297],
	]);
	assert.equal(
		roll.pages.map(([width]) => width),
		[80, 80],
	);
	assert.ok(a4.bytes.length < 150_000, `${a4.bytes.length} bytes`);
});

test('names in other scripts keep their letters, and one that no font has does not break it', async () => {
	const names = ['Wamũ Njũgũna', 'ካፌ ባህል', 'مهرجان', 'Фестиваль', 'उत्सव', '演唱會 🎟'];
	for (const eventName of names) {
		const { letters } = await read([{ face: face({ eventName }), code }], 'roll');
		for (const letter of new Set(eventName.replace(/[演唱會🎟 \p{M}]/gu, '')))
			assert.ok(letters.has(letter), `${letter} of ${eventName}`);
	}
});

test('a long name takes more lines, and stays on its one page', async () => {
	const eventName = 'The Very Long Night of Taarab, Benga and Ohangla '.repeat(3).trim();
	for (const size of ['a4', 'roll'] as const) {
		const { pages } = await read([{ face: face({ eventName, place: eventName }), code }], size);
		assert.is(pages.length, 1, size);
	}
});

test.run();
