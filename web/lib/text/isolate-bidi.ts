const rightToLeft =
	/[\p{Script=Arab}\p{Script=Hebr}\p{Script=Syrc}\p{Script=Thaa}\p{Script=Nkoo}\p{Script=Adlm}]/u;
/** What a document of others may hold: forms clean the words that come through them. */
const directionMarks = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/**
 * A name that people wrote, for a text that can hold no element: a title, a label, an option. Letters that run from
 * right to left, and marks that turn the direction, do not move what stands beside them. Where elements are possible,
 * `<bdi>` does this.
 */
export function isolateBidi(name: string): string {
	const text = name.replace(directionMarks, '');
	return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}
