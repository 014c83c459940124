/**
 * Rows for a spreadsheet (RFC 4180). A cell that a spreadsheet would run as a formula is written as text, and so is a number
 * that it would round: it keeps 15 digits.
 */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
	rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/**
 * What begins a formula, in wide letters too, at the begin of a cell or after what some spreadsheets part cells by. They
 * split a line by `;` or tabs without regard to our quotes.
 */
const formula = /(^|[;|\t\r\n])(["'\s\p{Cf}]*)(?=[=+\-@＝＋－＠﹢﹣﹦﹫−])/gu;
/** Some spreadsheets drop it before they read a cell. */
const dropped = /^\s/;
/** An amount with its decimals: no formula, although it begins as one. */
const negative = /^-\d{1,12}\.\d{2,7}$/;
/** More digits than a spreadsheet's number keeps. */
const roundedByIt = /^\d{16,}$/;

function cell(text: string): string {
	if (negative.test(text)) return text;
	const plain = text.replace(formula, "$1$2'");
	const harmless = dropped.test(plain) || roundedByIt.test(plain) ? `'${plain}` : plain;
	return /[",;|\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
