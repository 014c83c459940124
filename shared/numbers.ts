import { cleanText } from './text.ts';

/** Why a text is no number of its field. The text stays as it was typed. */
export type NumberFault =
	| 'NUMBER_UNREADABLE'
	| 'NUMBER_NEGATIVE'
	| 'NUMBER_NOT_WHOLE'
	| 'NUMBER_AMBIGUOUS'
	| 'NUMBER_TOO_LARGE';

/** `value` is null if the text is empty, or has a fault. */
export type NumberRead<T> = { value: T | null; fault: NumberFault | null };

const isDigit = /\p{Nd}/u;

/** Digits of any script as 0–9: Unicode keeps each script's ten together, from zero. */
export const plainDigits = (text: string): string =>
	text.replace(/\p{Nd}/gu, (digit) => {
		let before = 0;
		while (isDigit.test(String.fromCodePoint(digit.codePointAt(0)! - before - 1))) before++;
		return String(before % 10);
	});

/** A text as numbers are read: plain digits, one kind of minus, no marks around it. */
const plain = (text: string): string =>
	plainDigits(cleanText(text))
		.replace(/[−–—‐‑﹣-]/g, '-')
		.trim();

/** Words and signs that people write around shillings: `KES`, `Ksh.`, `/=`, `bob`. */
const currency =
	/^(?:kes|kshs?|kes\.|kshs?\.|sh\.?|shs\.?)\s*(?=[-\d])|\s*(?:\/[=-]|kes|kshs?\.?|shs?\.?|shillings?|bob)$/gi;
/** One kind of thousands separator throughout. A dot is none: it may as well be a decimal point. */
const grouped = /^\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+|(?:['’]\d{3})+)$/;

const fail = (fault: NumberFault) => ({ value: null, fault });

/** The digits of a whole number, or why the text is none. */
function wholeOf(text: string): { digits: string; fault: null } | { digits: null; fault: NumberFault } {
	const no = (fault: NumberFault) => ({ digits: null, fault });
	if (/^-\s*\d/.test(text)) return no('NUMBER_NEGATIVE');
	if (/^\d+$/.test(text) || grouped.test(text))
		return { digits: text.replace(/\D/g, '').replace(/^0+(?=\d)/, ''), fault: null };
	if (/^\d{1,3}(?:\.\d{3})+$/.test(text)) return no('NUMBER_AMBIGUOUS');
	if (/^[\d ,'’]+[.,]\d+$/.test(text)) return no('NUMBER_NOT_WHOLE');
	return no('NUMBER_UNREADABLE');
}

/** "1 200", "1,200" → 1200. */
export function readCount(text: string, most: number): NumberRead<number> {
	const written = plain(text);
	if (written === '') return { value: null, fault: null };
	const { digits, fault } = wholeOf(written);
	if (digits === null) return fail(fault);
	const value = digits.length > 15 ? Number.POSITIVE_INFINITY : Number(digits);
	return value > most ? fail('NUMBER_TOO_LARGE') : { value, fault: null };
}

const shillingDigits = 9;

/** Whole shillings, as digits: "KES 2,500.00", "2500/=" → "2500". */
export function readShillings(text: string): NumberRead<string> {
	const written = plain(text)
		.replace(currency, '')
		.trim()
		.replace(/\.00?$/, '');
	if (written === '') return plain(text) === '' ? { value: null, fault: null } : fail('NUMBER_UNREADABLE');
	const { digits, fault } = wholeOf(written);
	if (digits === null) return fail(fault);
	return digits.length > shillingDigits ? fail('NUMBER_TOO_LARGE') : { value: digits, fault: null };
}

/** Dollars with at most seven decimals, as a decimal text: "$ 19.5", "1,250.5 USDC" → "19.5", "1250.5". */
export function readDollars(text: string): NumberRead<string> {
	const written = plain(text)
		.replace(/^(?:us)?\$\s*|^usdc?\s*|\s*usdc?$/gi, '')
		.trim();
	if (written === '') return plain(text) === '' ? { value: null, fault: null } : fail('NUMBER_UNREADABLE');
	if (/^-/.test(written)) return fail('NUMBER_NEGATIVE');
	const [whole = '', fraction = ''] = written.split('.', 2);
	if (/^\d+,\d+$/.test(written) && !grouped.test(written)) return fail('NUMBER_AMBIGUOUS');
	const { digits } = wholeOf(whole);
	if (digits === null || !/^\d{0,7}$/.test(fraction) || written.split('.').length > 2)
		return fail('NUMBER_UNREADABLE');
	if (digits.length > shillingDigits) return fail('NUMBER_TOO_LARGE');
	return { value: fraction === '' ? digits : `${digits}.${fraction}`, fault: null };
}

const wholeBps = 10_000;

/** A percentage with at most two decimals, in basis points: "12.5", "12,50 %" → 1250. */
export function readPercent(text: string, most: number = wholeBps): NumberRead<number> {
	const written = plain(text).replace(/\s*%$/, '');
	if (written === '') return { value: null, fault: null };
	if (/^-/.test(written)) return fail('NUMBER_NEGATIVE');
	const parts = /^(\d+)(?:[.,](\d{0,2}))?$/.exec(written);
	if (!parts) return fail('NUMBER_UNREADABLE');
	const value = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
	return value > most ? fail('NUMBER_TOO_LARGE') : { value, fault: null };
}
