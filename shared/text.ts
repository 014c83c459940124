/** A field for words: the most characters that people see, and whether line breaks belong to it. */
export type TextRule = { most: number; lines?: true };

const breaks = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
/** Letters that look like nothing: Braille's blank and Hangul's fillers. */
const spaces = /[\p{Zs}\t\u2800\u3164\uFFA0]/gu;
const emoji = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|[\uFE0E\uFE0F])*`;
/** Scripts whose letters change form beside a joiner or a non-joiner. */
const joining = [
	'Arab',
	'Beng',
	'Deva',
	'Gujr',
	'Guru',
	'Khmr',
	'Knda',
	'Mlym',
	'Orya',
	'Sinh',
	'Syrc',
	'Taml',
	'Telu',
]
	.map((script) => String.raw`\p{Script=${script}}`)
	.join('');
/** Where invisible characters have business: in emoji, in flags of regions, and between letters that join. */
const meant = [
	String.raw`\u{1F3F4}[\u{E0020}-\u{E007E}]+\u{E007F}`,
	String.raw`${emoji}(?:\u200D${emoji})*`,
	String.raw`[0-9#*]\uFE0F?\u20E3`,
	String.raw`[${joining}]\p{M}*[\u200C\u200D](?=[${joining}])`,
].join('|');
/** Controls, halves of surrogate pairs, direction marks, zero-width characters, and what is no character at all. */
const unseen = String.raw`\p{Default_Ignorable_Code_Point}|\p{Noncharacter_Code_Point}|\p{Cs}|[\uFFF9-\uFFFC]`;
const meantOrUnseen = new RegExp(`(${meant})|${unseen}`, 'gu');
/** More marks on one letter than any script has: they would cover the lines above and below. */
const manyMarks = /(\p{M}{4})\p{M}+/gu;

/**
 * Words from people as they are kept and shown: in Unicode's composed form, without characters that change what stands
 * beside them or that nobody sees. Line breaks become spaces if the field has no lines. Length and case stay.
 */
export function cleanText(text: string, { lines }: Pick<TextRule, 'lines'> = {}): string {
	return text
		.replace(breaks, lines ? '\n' : ' ')
		.replace(spaces, ' ')
		.replace(/[^\P{Cc}\n]/gu, '')
		.replace(meantOrUnseen, (_, kept: string | undefined) => kept ?? '')
		.normalize('NFC')
		.replace(manyMarks, '$1');
}

/** Characters as people count them: a family emoji is one. Old browsers count code points instead. */
export const graphemesOf = (text: string): string[] =>
	typeof Intl.Segmenter === 'function'
		? Array.from(new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text), (s) => s.segment)
		: [...text];

/** Code units: a bound on what a rule lets through, however many of them make up one character. */
export const unitsOf = ({ most }: TextRule): number => most * 8;

export type TextFault = 'TEXT_TOO_LONG';

/** What is wrong with cleaned words; null if nothing is. Nothing is cut in silence. */
export const textFault = (text: string, rule: TextRule): TextFault | null =>
	text.length > rule.most && (text.length > unitsOf(rule) || graphemesOf(text).length > rule.most)
		? 'TEXT_TOO_LONG'
		: null;

/** An organizer's or a team's public name. */
export const organizerNameRule: TextRule = { most: 64 };
/** What a person of support writes about a case. */
export const caseNoteRule: TextRule = { most: 1000, lines: true };

/** Words of a field that must not be empty, clean, and what is wrong with them. Forms and APIs read them by this. */
export function readWords(
	text: string,
	rule: TextRule,
): { text: string; fault: TextFault | 'TEXT_MISSING' | null } {
	const clean = cleanText(text, rule).trim();
	return { text: clean, fault: clean === '' ? 'TEXT_MISSING' : textFault(clean, rule) };
}

const invisible = new RegExp(String.raw`${unseen}|[^\P{Cc}\n\t]|[\u2028\u2029]`, 'gu');

/** A text as evidence: nothing is left out, and what nobody sees stands there as JSON escapes it, `\\u202e`. */
export const visibleText = (text: string): string =>
	text.replace(invisible, (character) =>
		character
			.split('')
			.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
			.join(''),
	);

/** The beginning of a text, at most `most` characters with the dots that show the cut. Never half a character. */
export function cutText(text: string, most: number): string {
	if (text.length <= most) return text;
	const parts = graphemesOf(text);
	return parts.length <= most
		? text
		: `${parts
				.slice(0, most - 1)
				.join('')
				.trimEnd()}…`;
}
