import PDFDocument from 'pdfkit';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { spanText } from '#shared/time-span.ts';
import type { PassFace } from './held-pass.ts';
import { addFonts, fontRuns, type PdfFonts, type Weight } from './pdf-text.server.ts';
import { qrModules } from './qr-modules.ts';

/** `a4`: a page for each ticket. `roll`: 80 mm, as receipt printers take it. */
export const paperSizes = ['a4', 'roll'] as const;
export type PaperSize = (typeof paperSizes)[number];

/** A ticket with its code, as it is printed. */
export type PaperPass = { face: PassFace; code: string };

const mm = 72 / 25.4;
/** Lengths in points. A receipt printer prints 72 of 80 mm, and cuts where the text ends: its page is as long as the text. */
const layouts = {
	a4: { width: 210 * mm, height: 297 * mm, margin: 20 * mm, qr: 90 * mm, title: 26, text: 12, code: 24 },
	roll: { width: 80 * mm, height: null, margin: 5 * mm, qr: 58 * mm, title: 15, text: 9, code: 14 },
};
type Layout = (typeof layouts)[PaperSize];

/** Longer than any text. */
const endless = 5000 * mm;
/** A name may be of any length, and a page has one ticket. */
const mostOfName = 160;

/** Passes as a PDF, one page each, in the visitor's language. It admits anyone who has it, so it must not be cached. */
export async function passPdf(
	passes: readonly PaperPass[],
	size: PaperSize,
): Promise<Uint8Array<ArrayBuffer>> {
	const layout = layouts[size];
	const document = newDocument();
	const parts: Uint8Array[] = [];
	document.on('data', (part: Uint8Array) => parts.push(part));
	const written = new Promise<void>((done, failed) => document.on('end', done).on('error', failed));
	const page = { document, fonts: addFonts(document), layout };
	for (const pass of passes) {
		const height = layout.height ?? lengthOf(layout, pass);
		document.addPage({ size: [layout.width, height], margin: layout.margin });
		drawPass(page, pass);
	}
	document.end();
	await written;
	return new Uint8Array(Buffer.concat(parts));
}

const newDocument = (): PDFKit.PDFDocument =>
	new PDFDocument({
		...{ autoFirstPage: false, lang: getLocale(), displayTitle: true },
		info: { Title: m.sp_pdf_title(), Producer: 'Passa' },
	});

/** How long the paper of a pass is. */
function lengthOf(layout: Layout, pass: PaperPass): number {
	const document = newDocument();
	document.addPage({ size: [layout.width, endless], margin: layout.margin });
	drawPass({ document, fonts: addFonts(document), layout }, pass);
	return Math.ceil(document.y + layout.margin + layout.text);
}

type Page = { document: PDFKit.PDFDocument; fonts: PdfFonts; layout: Layout };

function drawPass(page: Page, { face, code }: PaperPass): void {
	const { document, layout } = page;
	const { title, text } = layout;
	const locale = getLocale();
	const when = face.startsAt
		? spanText({ startsAt: face.startsAt, endsAt: face.endsAt }, locale, 'long')
		: m.ticket_date_open();
	write(page, m.sp_pdf_title(), 'plain', text);
	write(page, face.eventName, 'bold', title);
	write(page, when, 'plain', text);
	if (face.place) write(page, face.place, 'plain', text);
	write(page, `${face.tierName} · ${m.sp_pdf_ticket({ number: face.number, all: face.of })}`, 'bold', text);
	drawQr(page, code);
	write(page, m.sp_pdf_code(), 'plain', text);
	write(page, code, 'bold', layout.code);
	document.moveDown(0.5);
	for (const rule of [m.sp_pdf_once(), m.sp_pdf_keep(), m.sp_pdf_ends()]) write(page, rule, 'plain', text);
	if (face.code) write(page, `${m.ticket_code()}: ${face.code}`, 'plain', text);
}

/** A paragraph. Only its last part ends the line. */
function write({ document, fonts, layout }: Page, text: string, weight: Weight, size: number): void {
	const shown = text.length > mostOfName ? `${text.slice(0, mostOfName).toWellFormed()}…` : text;
	const runs = fontRuns(shown, fonts[weight]);
	document.fontSize(size).x = layout.margin;
	for (const [i, run] of runs.entries())
		document.font(run.font).text(run.text, { continued: i < runs.length - 1, paragraphGap: size / 4 });
}

function drawQr({ document, layout }: Page, code: string): void {
	const rows = qrModules(code);
	const side = layout.qr / rows.length;
	const [left, top] = [(layout.width - layout.qr) / 2, document.y];
	// A hair wider, so that no viewer draws white lines between them.
	for (const [y, row] of rows.entries())
		for (const [x, dark] of row.entries())
			if (dark) document.rect(left + x * side, top + y * side, side + 0.05, side + 0.05);
	document.fill('#000');
	document.x = layout.margin;
	document.y = top + layout.qr;
}
