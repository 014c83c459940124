import * as m from '../paraglide/messages.js';
import { csvOf } from '../text/csv.ts';
import type { Section } from './report-sections.ts';

/** One figure in each row: part, line, column, value. So parts of any width are one table. */
const rowsOf = (sections: readonly Section[]): string[][] =>
	sections.flatMap(({ title, head, rows }) =>
		rows.flatMap(({ name, cells }) =>
			cells.flatMap((cell, i) => (cell === '' ? [] : [[title, name, ...asNumber(head[i + 1]!, cell)]])),
		),
	);

const shillings = /^KES (-?[\d,.]+)$/;

/** A spreadsheet adds numbers only: what they are of stands in the column's name. */
function asNumber(column: string, cell: string): [string, string] {
	const amount = shillings.exec(cell)?.[1];
	if (amount === undefined) return [column, cell];
	const number = amount.replaceAll(',', '');
	return [column === 'KES' ? column : `${column} (KES)`, number.includes('.') ? number : `${number}.00`];
}

/** A report for a spreadsheet. */
export function csvReport(sections: readonly Section[], name: string): Response {
	const heads = [m.rp_csv_part(), m.rp_csv_line(), m.rp_csv_column(), m.rp_csv_value()];
	// The mark lets spreadsheets read it as UTF-8.
	return file(`\uFEFF${csvOf([heads, ...rowsOf(sections)])}`, 'text/csv; charset=utf-8', `${name}.csv`);
}

/** A file that nobody keeps on the way. */
export const file = (content: BodyInit, type: string, name: string): Response =>
	new Response(content, {
		headers: {
			'cache-control': 'no-store',
			'content-type': type,
			'content-disposition': `attachment; filename="${name}"`,
		},
	});
