import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);
const sans = (part: string, weight: number) =>
	`@fontsource/noto-sans/files/noto-sans-${part}-${weight}-normal.woff`;
const other = (script: string, weight: number) =>
	`@fontsource/noto-sans-${script}/files/noto-sans-${script}-${script}-${weight}-normal.woff`;
/** Noto Sans (OFL), in the order in which a letter is looked for. */
const filesOf = (weight: number): string[] => [
	...['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'greek', 'devanagari'].map((part) =>
		sans(part, weight),
	),
	...['arabic', 'ethiopic'].map((script) => other(script, weight)),
];
const weights = { plain: 400, bold: 700 } as const;
export type Weight = keyof typeof weights;

type Face = { hasGlyphForCodePoint(code: number): boolean };
/** Of a document: what it calls its fonts, and which letters they have. */
export type PdfFonts = Record<Weight, { name: string; face: Face }[]>;

/** A part of a text that one font shows. */
export type FontRun = { font: string; text: string };

/** Names all fonts to a document. Those that show nothing are not in the file. */
export function addFonts(document: PDFKit.PDFDocument): PdfFonts {
	const of = (weight: Weight) =>
		filesOf(weights[weight]).map((file, i) => {
			const name = `${weight}-${i}`;
			document.registerFont(name, readFileSync(resolve(file)));
			// Types leave out what the font itself is.
			const { font } = (document.font(name) as unknown as { _font: { font: Face } })._font;
			return { name, face: font };
		});
	return { plain: of('plain'), bold: of('bold') };
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Splits a text into runs of one font each. A letter that no font has, of Chinese or an emoji, becomes a question mark:
 * the code beside it names the ticket.
 */
export function fontRuns(text: string, fonts: PdfFonts[Weight]): FontRun[] {
	const runs: FontRun[] = [];
	for (const { segment } of graphemes.segment(text.normalize('NFC'))) {
		const codes = [...segment].map((letter) => letter.codePointAt(0)!);
		const has = ({ face }: PdfFonts[Weight][number]) =>
			codes.every((code) => face.hasGlyphForCodePoint(code));
		const last = runs.at(-1);
		const known =
			fonts.find(({ name, face }) => name === last?.font && has({ name, face })) ?? fonts.find(has);
		const [font, shown] = known ? [known.name, segment] : [fonts[0]!.name, '?'];
		if (last?.font === font) last.text += shown;
		else runs.push({ font, text: shown });
	}
	return runs;
}
