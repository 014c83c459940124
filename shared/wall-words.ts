import { readWords, type TextFault, type TextRule } from './text.ts';

/** A post on an event's wall: what people read from the back of a hall. */
export const wallTextRule: TextRule = { most: 140 };
/** The first name that stands under a post, where its writer wants one. */
export const wallNameRule: TextRule = { most: 24 };

export type WallFault = TextFault | 'TEXT_MISSING' | 'TEXT_HAS_LINK';

/** Addresses of pages and of mail, and names of hosts: a letter or figure, a dot, and two letters or more without a space. */
const link =
	/(?:https?:|www\.|:\/\/)|[\p{L}\p{N}_-]@[\p{L}\p{N}_-]+[.．。｡]|[\p{L}\p{N}-][.．。｡]\p{L}{2,}/iu;

/** Words for the wall, clean, and what is wrong with them. Links have no business there: nobody checked where they lead. */
export function readWallWords(text: string, rule: TextRule): { text: string; fault: WallFault | null } {
	const read = readWords(text, rule);
	if (read.fault === null && link.test(read.text.normalize('NFKC')))
		return { ...read, fault: 'TEXT_HAS_LINK' };
	return read;
}

/** How long after an event's end its posts are deleted. Days. */
export const wallKeptDays = 7;
