/**
 * Rows for a spreadsheet (RFC 4180). A cell that a spreadsheet would run as a formula is written as text, and so is a number
 * that it would round: it keeps 15 digits.
 */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
	rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

function cell(text: string): string {
	const runs = /^[=+\-@\t\r\n]/.test(text.trimStart()) || /^[\t\r\n]/.test(text);
	const harmless = runs || /^\d{16,}$/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
