import { error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import { messageLanguage } from '#lib/checkout/contact-form.server.ts';
import { mayBeStatic } from '#lib/pass/static-pass.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken, signedIn } from '#lib/server/session.server.ts';
import { orderTickets } from '#lib/ui/order-tickets.ts';
import { unwrap } from '#lib/unwrap.ts';
import { takesPosts } from '#lib/wall/wall-form.server.ts';
import type { HandoverView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

/** What a link shows of a ticket that was sent; null if it opens nothing. */
export const load: PageServerLoad = async (event) => {
	// The link is a secret until the ticket is taken.
	event.setHeaders({
		'cache-control': 'no-store',
		'x-robots-tag': 'noindex, nofollow',
		'referrer-policy': 'same-origin',
	});
	const handover = await read(event, event.params.token);
	if (!handover)
		return {
			handover,
			about: null,
			tickets: [],
			onPaper: false,
			onWall: false,
			signedIn: event.locals.person !== null,
		};
	const [about, order] = await Promise.all([
		fromIndexer<EventView>(`/v1/events/${handover.eventNo}`).catch(() => null),
		handover.ticket &&
			fromIndexer<OrderView>(`/v1/orders/${handover.ticket.order}?event=${handover.eventNo}`).catch(
				() => null,
			),
	]);
	const mine = order ? orderTickets(order, about, event.url.origin) : [];
	const tickets = mine.filter(({ id }) => id === handover.ticket?.id);
	const onPaper = order !== null && tickets.length > 0 && (await mayBeStatic(order.event, order.tier));
	const onWall = order !== null && tickets.length > 0 && (await takesPosts(order.event));
	return { handover, about, tickets, onPaper, onWall, signedIn: event.locals.person !== null };
};

const shape = /^[\w-]{43}$/;

async function read(event: RequestEvent, token: string): Promise<HandoverView | null> {
	if (!shape.test(token)) return null;
	try {
		const { v1 } = relayerFor({ token: await sessionToken(event) });
		return await unwrap(v1.handovers[':token'].$get({ param: { token } }));
	} catch (failure) {
		if (failure instanceof PassaError && failure.status === 404) return null;
		error(503, 'unavailable');
	}
}

export const actions: Actions = {
	/** Takes the ticket, for a person who has proved the phone or address of its receiver. */
	take: (event) =>
		act(event, ({ v1 }, { token }) => unwrap(v1.handovers[':token'].claim.$post({ param: { token } }))),
	/** Sends a ticket that was taken on to the phone or address that the form names. */
	send: (event) => {
		const language = messageLanguage();
		return actWith(event, 'send', ({ v1 }, { token }, to) =>
			unwrap(v1.handovers[':token'].handovers.$post({ param: { token }, json: { to, language } })),
		);
	},
	/** Takes that back, while nobody has taken it. */
	takeBack: (event) =>
		act(event, async ({ v1 }, { token }, form) => {
			const param = { token, id: String(form.get('id')) };
			await unwrap(v1.handovers[':token'].handovers[':id'].cancel.$post({ param }));
		}),
	/** Gives the ticket back to its sender. */
	giveBack: (event) =>
		act(event, ({ v1 }, { token }) => unwrap(v1.handovers[':token'].return.$post({ param: { token } }))),
	/** Gives a ticket that was taken to the wallet that the form names. */
	wallet: (event) =>
		actWith(event, 'wallet', ({ v1 }, { token }, to) =>
			unwrap(v1.handovers[':token'].wallet.$post({ param: { token }, json: { to } })),
		),
};

type Linked = RequestEvent<{ token: string }>;
type Relayer = ReturnType<typeof relayerFor>;

async function act(
	event: Linked,
	action: (relayer: Relayer, params: Linked['params'], form: FormData) => Promise<unknown>,
) {
	signedIn(event);
	const form = await formOf(event.request);
	try {
		await action(relayerFor({ token: await sessionToken(event) }), event.params, form);
	} catch (failure) {
		return refused(failure, {});
	}
	redirect(303, `/handovers/${event.params.token}`);
}

/** The same for a form that names a receiver: its fault keeps what was typed. */
async function actWith<Of extends 'send' | 'wallet'>(
	event: Linked,
	of: Of,
	action: (relayer: Relayer, params: Linked['params'], to: string) => Promise<unknown>,
) {
	signedIn(event);
	const to = String((await formOf(event.request)).get('to') ?? '').trim();
	try {
		await action(relayerFor({ token: await sessionToken(event) }), event.params, to);
	} catch (failure) {
		if (!(failure instanceof PassaError)) throw failure;
		const { status, code, message } = failure;
		return fail(status, { [of]: { to, code, message } } as Record<
			Of,
			{ to: string; code: string; message: string }
		>);
	}
	redirect(303, `/handovers/${event.params.token}`);
}
