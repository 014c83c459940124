import * as m from '../paraglide/messages.js';

/** The number of tickets that somebody typed; null if it is none. */
export const countOf = (typed: string): number | null =>
	/^\s*0*[1-9]\d?\s*$/.test(typed) ? Number(typed) : null;

/** What is wrong with it, for people. Nothing is corrected in silence. */
export function qtyFault(typed: string, most: number): string | null {
	const count = countOf(typed);
	if (count === null) return m.qty_whole();
	return most > 0 && count > most ? m.qty_most({ count: most }) : null;
}
