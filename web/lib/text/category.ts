import * as m from '../paraglide/messages.js';

/** Kinds of events that an organizer is offered; any other word is possible. */
export const kinds = {
	music: m.kind_music,
	comedy: m.kind_comedy,
	conference: m.kind_conference,
	theatre: m.kind_theatre,
	festival: m.kind_festival,
	party: m.kind_party,
	film: m.kind_film,
	sport: m.kind_sport,
	food: m.kind_food,
	workshop: m.kind_workshop,
} satisfies Record<string, () => string>;

/** A kind as people read it: in their language, or as its organizer wrote it with a capital letter. */
export function categoryName(category: string): string {
	const known = category.toLowerCase();
	if (Object.hasOwn(kinds, known)) return kinds[known as keyof typeof kinds]();
	return category.slice(0, 1).toUpperCase() + category.slice(1);
}
