import PDFDocument from 'pdfkit';
import * as m from '../paraglide/messages.js';
import { getLocale } from '../paraglide/runtime.js';
import { addFonts, fontRuns, type PdfFonts, type Weight } from '../pass/pdf-text.server.ts';
import type { Section } from './report-sections.ts';

/** A report to print. `verdict`: whether it adds up. */
export type Report = { title: string; lines: string[]; verdict: string; sections: readonly Section[] };

const mm = 72 / 25.4;
/** Points: A4. */
const [width, height, margin] = [210 * mm, 297 * mm, 18 * mm];
const across = width - 2 * margin;
const foot = 12 * mm;
const text = { title: 22, head: 13, plain: 9.5, small: 8.5 };
/** Between two columns. */
const gap = 3 * mm;
const mostOfName = 200;

type Paper = { document: PDFKit.PDFDocument; fonts: PdfFonts };

/** A report as a PDF of A4 pages, in the visitor's language. */
export async function reportPdf(report: Report): Promise<Uint8Array<ArrayBuffer>> {
	const document = new PDFDocument({
		...{ autoFirstPage: false, bufferPages: true, lang: getLocale(), displayTitle: true },
		info: { Title: `${m.rp_title()} · ${report.title}`, Producer: 'Passa' },
	});
	const parts: Uint8Array[] = [];
	document.on('data', (part: Uint8Array) => parts.push(part));
	const written = new Promise<void>((done, failed) => document.on('end', done).on('error', failed));
	const paper = { document, fonts: addFonts(document) };
	addPage(paper);
	draw(paper, report);
	numberPages(paper, report.title);
	document.end();
	await written;
	return new Uint8Array(Buffer.concat(parts));
}

const addPage = ({ document }: Paper): void =>
	void document.addPage({
		size: [width, height],
		margins: { top: margin, left: margin, right: margin, bottom: 0 },
	});

function draw(paper: Paper, { title, lines, verdict, sections }: Report): void {
	const { document } = paper;
	write(paper, title, { weight: 'bold', size: text.title });
	for (const line of lines) write(paper, line, { size: text.plain });
	document.y += 2 * mm;
	write(paper, verdict, { weight: 'bold', size: text.head });
	for (const section of sections) drawSection(paper, section);
}

function drawSection(paper: Paper, { title, notes, head, rows }: Section): void {
	const { document } = paper;
	document.y += 5 * mm;
	// A title stands above some of its rows.
	keepRoom(paper, 30 * mm);
	write(paper, title, { weight: 'bold', size: text.head });
	for (const note of notes) write(paper, note, { size: text.small });
	document.y += 1 * mm;
	const columns = columnsOf(head.length);
	drawRow(paper, head, columns, 'plain', text.small);
	for (const { name, cells, isTotal } of rows)
		drawRow(paper, [name, ...cells], columns, isTotal ? 'bold' : 'plain', text.plain);
}

/** Where columns begin and how wide they are: the first one is for names. */
function columnsOf(count: number): { x: number; width: number }[] {
	const others = count - 1;
	const each = others > 2 ? 30 * mm : 40 * mm;
	const first = across - others * (each + gap);
	return Array.from({ length: count }, (_, i) =>
		i === 0 ? { x: margin, width: first } : { x: margin + first + gap + (i - 1) * (each + gap), width: each },
	);
}

type Columns = ReturnType<typeof columnsOf>;

function drawRow(paper: Paper, cells: string[], columns: Columns, weight: Weight, size: number): void {
	const { document } = paper;
	const high = Math.max(...cells.map((cell, i) => heightOf(paper, cell, weight, size, columns[i]!.width)));
	keepRoom(paper, high + 2 * mm);
	const top = document.y + 1 * mm;
	for (const [i, cell] of cells.entries()) {
		if (cell === '') continue;
		document.y = top;
		write(paper, cell, { ...{ weight, size }, ...columns[i]!, align: i === 0 ? 'left' : 'right' });
	}
	document.y = top + high + 1 * mm;
	document
		.moveTo(margin, document.y)
		.lineTo(width - margin, document.y)
		.lineWidth(weight === 'bold' ? 0.8 : 0.3)
		.stroke(weight === 'bold' ? '#444' : '#bbb');
}

/** A new page, where so much does not fit any more. */
function keepRoom(paper: Paper, wanted: number): void {
	if (paper.document.y + wanted > height - margin - foot) addPage(paper);
}

function heightOf(
	{ document, fonts }: Paper,
	shown: string,
	weight: Weight,
	size: number,
	wide: number,
): number {
	document.font(fonts[weight][0]!.name).fontSize(size);
	return document.heightOfString(shortened(shown) || ' ', { width: wide });
}

const shortened = (words: string): string =>
	words.length > mostOfName ? `${words.slice(0, mostOfName).toWellFormed()}…` : words;

type Style = { weight?: Weight; size: number; x?: number; width?: number; align?: 'left' | 'right' };

/** A paragraph, in as many fonts as its letters need. */
function write({ document, fonts }: Paper, words: string, style: Style): void {
	const { weight = 'plain', size, x = margin, width: wide = across, align = 'left' } = style;
	const runs = fontRuns(shortened(words), fonts[weight]);
	document.fontSize(size).fillColor('#111');
	for (const [i, run] of runs.entries()) {
		const options = { width: wide, align, continued: i < runs.length - 1 };
		document.font(run.font);
		if (i === 0) document.text(run.text, x, document.y, options);
		else document.text(run.text, options);
	}
	document.x = margin;
}

function numberPages(paper: Paper, title: string): void {
	const { document } = paper;
	const { start, count } = document.bufferedPageRange();
	for (let i = 0; i < count; i++) {
		document.switchToPage(start + i);
		document.y = height - foot;
		const page = m.rp_page({ page: i + 1, pages: count });
		write(paper, `Passa · ${title} · ${page}`, { size: text.small });
	}
}
