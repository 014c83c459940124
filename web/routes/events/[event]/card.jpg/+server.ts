import { redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { facePrice } from '#lib/text/money.ts';
import { cardUrl } from '#lib/ui/picture-sources.ts';
import { spanText } from '#shared/time-span.ts';
import type { RequestHandler } from './$types';
import { type CardText, drawCard } from './draw-card.server.ts';

/** The picture of a link to an event: the event's own, else one with its name, day, place and price. */
export const GET: RequestHandler = async ({ params }) => {
	const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(params.event)}`);
	const { document } = event.metadata;
	if (document?.picture) redirect(302, cardUrl(document.picture));
	const card = await remembered(event.address, textOf(event));
	return new Response(new Uint8Array(card), {
		headers: { 'content-type': 'image/jpeg', 'cache-control': 'public, max-age=600' },
	});
};

function textOf(event: EventView): CardText {
	const locale = getLocale();
	const { document } = event.metadata;
	const [cheapest] = event.tiers.toSorted((a, b) => (BigInt(a.price) < BigInt(b.price) ? -1 : 1));
	return {
		name: event.name,
		when: spanText(event, locale, 'long'),
		place: document ? [document.venue.name, document.venue.city].filter(Boolean).join(', ') : '',
		price: cheapest ? m.from_price({ price: facePrice(cheapest.face) }) : '',
	};
}

const most = 200;
const cards = new Map<string, Promise<Buffer>>();

/** A card is drawn once, however many ask for it; the oldest one makes room. */
function remembered(id: string, text: CardText): Promise<Buffer> {
	const key = JSON.stringify([id, text]);
	const known = cards.get(key);
	if (known) return known;
	const [oldest] = cards.keys();
	if (cards.size >= most && oldest !== undefined) cards.delete(oldest);
	const drawn = drawCard(id, text);
	cards.set(key, drawn);
	drawn.catch(() => cards.delete(key));
	return drawn;
}
