import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { posterOf } from '#lib/ui/poster.ts';
import { cardSize } from '#shared/picture.ts';
import font from './card.ttf?inline';

/** What the card of an event without a picture says. Texts are plain; they come from people. */
export type CardText = { name: string; when: string; place: string; price: string };

const { width, height, mostBytes } = cardSize;
const margin = 72;
const panel = 760;
const textWidth = panel - 2 * margin;
/** Many times what two lines hold: a longer text would only cost time. */
const mostCharacters = 200;

let file: string | undefined;
/** The text renderer reads fonts from files only, and the machine may have none. */
function fontFile(): string {
	if (!file) {
		file = join(mkdtempSync(join(tmpdir(), 'passa-font-')), 'card.ttf');
		writeFileSync(file, Buffer.from(font.slice(font.indexOf(',') + 1), 'base64'), { mode: 0o600 });
	}
	return file;
}

/** A JPEG of 1200 × 630, at most 300 KB: the event's pattern, name, day, place and price. */
export async function drawCard(id: string, text: CardText): Promise<Buffer> {
	const { ground, ink, accent, shapes } = posterOf(id);
	const pattern = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 400 240" preserveAspectRatio="xMidYMid slice"><rect width="400" height="240" fill="${ground}"/>${shapes}</svg>`;
	const shade = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${panel}" height="${height}" fill="${ink}"/><rect x="${panel}" width="8" height="${height}" fill="${accent}"/></svg>`;
	const name = await lines(text.name, '#ffffff', text.name.length > 34 ? 60 : 76, 240);
	const when = await lines(text.when, accent, 34, 92);
	const place = await lines(text.place, '#f3e7d3', 34, 92);
	const price = await lines(text.price, '#ffffff', 40, 52);
	const brand = await lines('passa.', accent, 40, 52);
	const layers: OverlayOptions[] = [{ input: Buffer.from(shade), left: 0, top: 0 }];
	let top = margin;
	for (const [drawn, gap] of [
		[when, 18],
		[name, 26],
		[place, 0],
	] as const) {
		if (!drawn) continue;
		layers.push({ input: drawn.data, left: margin, top });
		top += drawn.info.height + gap;
	}
	const bottom = (drawn: NonNullable<Drawn>) => height - margin - drawn.info.height;
	if (price) layers.push({ input: price.data, left: margin, top: bottom(price) });
	if (brand) layers.push({ input: brand.data, left: panel - margin - brand.info.width, top: bottom(brand) });
	const card = await sharp(Buffer.from(pattern))
		.composite(layers)
		.flatten({ background: ground })
		.raw()
		.toBuffer({
			resolveWithObject: true,
		});
	const raw = { width, height, channels: card.info.channels };
	for (let quality = 84; ; quality -= 14) {
		const jpeg = await sharp(card.data, { raw }).jpeg({ quality, mozjpeg: true }).toBuffer();
		if (jpeg.length <= mostBytes || quality < 28) return jpeg;
	}
}

type Drawn = Awaited<ReturnType<typeof lines>>;

/** A text in the font's size, broken into lines; made smaller until it is no higher than `most`. Null for an empty one. */
async function lines(text: string, colour: string, size: number, most: number) {
	const plain = [...text.trim()].slice(0, mostCharacters).join('');
	if (!plain) return null;
	for (let points = size; ; points = Math.floor(points * 0.85)) {
		const markup = `<span foreground="${colour}">${escaped(plain)}</span>`;
		const drawn = await sharp({
			text: {
				text: markup,
				font: `Passa Card ${points}`,
				fontfile: fontFile(),
				width: textWidth,
				rgba: true,
				dpi: 72,
				wrap: 'word-char',
			},
		})
			.png()
			.toBuffer({ resolveWithObject: true });
		if (drawn.info.height <= most && drawn.info.width <= textWidth) return drawn;
		if (points <= 14) return cut(drawn.data, most);
	}
}

const cut = (data: Buffer, most: number) =>
	sharp(data)
		.resize(textWidth, most, { fit: 'inside', withoutEnlargement: true })
		.png()
		.toBuffer({ resolveWithObject: true });

/** Nothing that a person wrote is read as markup; control characters, which XML does not allow, are dropped. */
const escaped = (text: string): string =>
	text
		.replace(/[\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}]/gu, ' ')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');
