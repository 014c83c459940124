import { cleanText, cutText } from '#shared/text.ts';

const key = 'ticketNames';
const mostLetters = 60;
const mostNames = 200;

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

/** Names that somebody wrote on tickets in this browser, by `event id`. They are sent nowhere. */
export function readNames(storage: Storage): Map<string, string> {
	try {
		const found: unknown = JSON.parse(storage.getItem(key) ?? '[]');
		if (!Array.isArray(found)) return new Map();
		return new Map(found.filter(isEntry));
	} catch {
		return new Map();
	}
}

const isEntry = (found: unknown): found is [string, string] =>
	Array.isArray(found) && found.length === 2 && found.every((each) => typeof each === 'string');

/** Writes a name, or removes it if it is empty. Returns all names; the oldest ones make room. */
export function writeName(storage: Storage, ticket: string, text: string): Map<string, string> {
	const names = readNames(storage);
	const name = cutText(cleanText(text).trim(), mostLetters);
	names.delete(ticket);
	if (name) names.set(ticket, name);
	const kept = new Map([...names].slice(-mostNames));
	try {
		storage.setItem(key, JSON.stringify([...kept]));
	} catch {
		// A browser that keeps nothing still shows the name while the page is open.
	}
	return kept;
}

/** The key of a ticket: ids are unique within an event only. */
export const ticketKey = (event: string, id: string): string => `${event} ${id}`;
