import { cleanText, graphemesOf } from '#shared/text.ts';

/** The most that the indexer searches for, in code units. */
export const mostSearched = 100;

/**
 * A word that somebody wrote into an address, as a list can be filtered by it. `cut`: it was longer, and this is its
 * beginning. A name that is repeated counts once.
 */
export function queryText(params: URLSearchParams, name: string): { text: string; cut: boolean } {
	const text = cleanText(params.get(name) ?? '').trim();
	if (text.length <= mostSearched) return { text, cut: false };
	let beginning = '';
	// The start is enough: nobody counts the characters of a whole book.
	for (const part of graphemesOf(text.slice(0, mostSearched * 2))) {
		if (beginning.length + part.length > mostSearched) break;
		beginning += part;
	}
	return { text: beginning.trim(), cut: true };
}

/** `?<name>=` in an address, or null if it is empty. */
export const queryValue = (params: URLSearchParams, name: string): string | null => params.get(name) || null;

/** Whether two words are one, whatever their case, accents and spaces. */
export const sameWord = (one: string, other: string): boolean => folded(one) === folded(other);

const folded = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(/\p{M}|['’ʼ]/gu, '')
		.toLowerCase()
		.trim();

/** An address with other parameters; those that are empty are left out. */
export function hrefWith(path: string, params: Record<string, string | null | undefined>): string {
	const kept = Object.entries(params).filter((entry): entry is [string, string] => Boolean(entry[1]));
	const query = new URLSearchParams(kept).toString();
	return query ? `${path}?${query}` : path;
}
