/** A hardware scanner types faster than a person: at most so long from key to key. Milliseconds. */
const keyMs = 60;
/** Shorter than any code: what a person pressed by chance. */
const fewestKeys = 12;
const mostKeys = 4000;

/** From so many fast keys on it is no person, and the keys must press nothing on the page. */
const surelyKeys = 3;

/** `code`: with its Enter. `isScan`: the key is a scanner's. */
export type ScannedKey = { code: string | null; isScan: boolean };

/**
 * A hardware scanner is a keyboard: its code comes as fast keys that end with Enter, wherever the page's focus is.
 * `key` and `at` are of each key press, `at` in milliseconds.
 */
export function keyScanner(): (key: string, at: number) => ScannedKey {
	let text = '';
	let last = 0;
	return (key, at) => {
		if (at - last > keyMs) text = '';
		last = at;
		if (key === 'Enter') {
			const code = text.length >= fewestKeys ? text : null;
			text = '';
			return { code, isScan: code !== null };
		}
		// Shift and other keys of no character arrive between the letters of a code.
		if ([...key].length === 1 && text.length < mostKeys) text += key;
		return { code: null, isScan: text.length >= surelyKeys };
	};
}
