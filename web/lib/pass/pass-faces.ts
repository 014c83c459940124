import type { TicketFace } from '#lib/ui/ticket-face.ts';
import type { PassFace } from './held-pass.ts';

/** What passes of tickets show. `href`: the page of their order; `again`: where the pass is given. */
export const passFaces = (
	tickets: (TicketFace & { id: string })[],
	eventNo: number,
	{ href, again }: { href: string; again: string },
): PassFace[] =>
	tickets.map(({ id, event, eventName, tierName, startsAt, endsAt, place, code, number, of }) => ({
		...{ event, eventNo, ticket: id, eventName, tierName, startsAt, endsAt, place, code, number, of },
		...{ href, again },
	}));
