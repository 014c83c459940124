import { error, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { formOf } from '#lib/server/form-of.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { refundIn, tryRefund } from '#lib/support/refund-request.server.ts';
import { relayerForSupport, unlisted } from '#lib/support/support.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { OrderRefunds } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { cleanText } from '#shared/text.ts';
import type { Actions, PageServerLoad } from './$types';

/** As orders are called: what else is typed here is nobody's. */
const referencePattern = /^[A-Z0-9]{6,12}$/;

const typedIn = (url: URL): string =>
	cleanText(url.searchParams.get('order') ?? '')
		.trim()
		.slice(0, 100);
const namedIn = (url: URL): string => typedIn(url).replace(/\s/g, '').toUpperCase();
const referenceIn = (url: URL): string => {
	const reference = namedIn(url);
	return referencePattern.test(reference) ? reference : error(404, 'not found');
};

/**
 * What can be refunded of an order's tickets, and each refund of it. `?order=`: its reference. Null if no order by M-Pesa
 * has it: the form stays.
 */
export const load: PageServerLoad = async (event) => {
	event.setHeaders(unlisted);
	const typed = typedIn(event.url);
	const named = namedIn(event.url);
	const reference = referencePattern.test(named) ? named : '';
	const { v1 } = await relayerForSupport(event);
	// Also what is no reference is asked for: the relayer says whether the visitor is support.
	const param = { reference: reference || 'NONE' };
	const read = v1.review.refunds.orders[':reference'].$get({ param });
	const found = await unwrap(read).catch(nullIfUnknown);
	return { typed, reference, found, tierNames: found ? await tierNamesOf(found.order) : [] };
};

/** Null for an order that there is not. */
function nullIfUnknown(cause: unknown): null {
	if (!(cause instanceof PassaError)) throw cause;
	if (cause.status === 401 || cause.status === 403) error(401, 'support only');
	if (cause.status < 500 && cause.status !== 429) return null;
	error(503, 'unavailable');
}

/** The refund does not wait for an indexer that is away. */
async function tierNamesOf({ eventNo }: OrderRefunds['order']): Promise<string[]> {
	const event = await fromIndexer<EventView>(`/v1/events/${eventNo}`).catch(() => null);
	return event?.tiers.map(({ name }) => name) ?? [];
}

export const actions: Actions = {
	/** Asks for a refund, or agrees to another person's: then it names the same tickets. */
	refund: async (event) => {
		const form = await formOf(event.request);
		const { tickets, note } = refundIn(form);
		const reference = referenceIn(event.url);
		const { v1 } = await relayerForSupport(event);
		const refused = await tryRefund(note, async () => {
			const read = v1.review.refunds.orders[':reference'].$get({ param: { reference } });
			const { event: of } = await unwrap(read);
			const json = { reference, tickets, note };
			await unwrap(v1.review.refunds[':event'].$post({ param: { event: of }, json }));
		});
		return refused ?? redirect(303, `/support/refunds?order=${reference}`);
	},
	withdraw: async (event) => {
		const form = await formOf(event.request);
		const { v1 } = await relayerForSupport(event);
		const param = { id: String(form.get('id') ?? '') };
		const refused = await tryRefund('', () => unwrap(v1.review.refunds[':id'].withdraw.$post({ param })));
		return refused ?? redirect(303, `/support/refunds?order=${referenceIn(event.url)}`);
	},
};
