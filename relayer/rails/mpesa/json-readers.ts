/**
 * The parts that every reader of M-Pesa's messages is made of. A part reads any JSON value and never throws: a field may
 * be missing, null, empty, a text, a number, an object, or an array of one.
 */
export type Part<T> = (value: unknown) => T;

const longestText = 1_000;
const deepest = 64;

/** Parses JSON; undefined if the text is not JSON, or nested deeper than a message ever is. */
export function readJson(text: string): unknown {
	try {
		return depthOf(text) > deepest ? undefined : JSON.parse(text);
	} catch {
		return undefined;
	}
}

function depthOf(text: string): number {
	let [depth, most, quoted] = [0, 0, false];
	for (let i = 0; i < text.length; i++) {
		const letter = text[i];
		if (letter === '"') quoted = !quoted;
		else if (letter === '\\') i += 1;
		else if (!quoted && (letter === '{' || letter === '[')) most = Math.max(most, ++depth);
		else if (!quoted && (letter === '}' || letter === ']')) depth -= 1;
	}
	return most;
}

/** An array of one is its element. */
function only(value: unknown): unknown {
	let found = value;
	while (Array.isArray(found) && found.length === 1) [found] = found;
	return found;
}

/** Trimmed, without control characters, which no column holds; empty if there is none. */
export const text: Part<string> = (value) => {
	const found = only(value);
	if (typeof found !== 'string' && typeof found !== 'number') return '';
	return String(found)
		.replace(/\p{Cc}/gu, ' ')
		.trim()
		.slice(0, longestText)
		.toWellFormed();
};

/** A code as Daraja lists it: 0, 00, "0" and [0] are `0`. Empty if there is none, or a sentence. */
export const code: Part<string> = (value) => {
	const found = text(value);
	if (!/^[\w.-]{1,40}$/.test(found) || /^(null|undefined|none|nan)$/i.test(found)) return '';
	return /^0+(\.0+)?$/.test(found) ? '0' : found;
};

/** An id of the provider: printable and short, so that it can be stored and compared. Null if there is none. */
export const id: Part<string | null> = (value) => {
	const found = text(value);
	return /^[\x21-\x7e]{1,100}$/.test(found) ? found : null;
};

type Shape = Record<string, Part<unknown>>;
type Read<S extends Shape> = { [Name in keyof S]: ReturnType<S[Name]> };

/** Reads fields by name, in any case. A value that is not an object has none of them. */
export const fields =
	<S extends Shape>(shape: S): Part<Read<S>> =>
	(value) => {
		const record = recordOf(value);
		const read = Object.entries(shape).map(([name, part]) => [name, part(fieldOf(record, name))]);
		return Object.fromEntries(read);
	};

function recordOf(value: unknown): Record<string, unknown> {
	const found = only(value);
	return found !== null && typeof found === 'object' && !Array.isArray(found)
		? (found as Record<string, unknown>)
		: {};
}

function fieldOf(record: Record<string, unknown>, name: string): unknown {
	if (Object.hasOwn(record, name)) return record[name];
	const same = Object.keys(record).find((each) => each.toLowerCase() === name.toLowerCase());
	return same === undefined ? undefined : record[same];
}

/** A list, or its one element; nothing is an empty list. */
export const list =
	<T>(item: Part<T>): Part<T[]> =>
	(value) => {
		if (value === null || value === undefined || value === '') return [];
		return (Array.isArray(value) ? value : [value]).map(item);
	};

/**
 * Daraja's lists of `{Name, Value}` or `{Key, Value}`, by name in any case: `Value` is often missing. The first of a
 * name counts.
 */
export const named: Part<(name: string) => unknown> = (value) => {
	const items = list(fields({ Name: text, Key: text, Value: (each) => each }))(value);
	const isNamed = (name: string) => (each: { Name: string; Key: string }) =>
		(each.Name || each.Key).toLowerCase() === name.toLowerCase();
	return (name) => items.find(isNamed(name))?.Value;
};

/** The first that is not empty. */
export const firstText = (...values: string[]): string => values.find((each) => each !== '') ?? '';
