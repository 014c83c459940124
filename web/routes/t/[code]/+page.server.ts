import { error, redirect } from '@sveltejs/kit';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types';

const shape = /^[0-9A-Za-z]{10}$/;
const codes = ['LINK_UNKNOWN', 'LINK_OVER'] as const;

/** The short link of a message: leads to the order, or says why it does not. */
export const load: PageServerLoad = async (event) => {
	const { params, setHeaders } = event;
	setHeaders({
		'cache-control': 'no-store',
		'x-robots-tag': 'noindex, nofollow',
		'referrer-policy': 'no-referrer',
	});
	return { fault: await follow(params.code, event.getClientAddress()) };
};

async function follow(code: string, address: string): Promise<(typeof codes)[number]> {
	if (!shape.test(code)) return 'LINK_UNKNOWN';
	const opened = await unwrap(relayerFor({ address }).v1.links[':code'].$get({ param: { code } })).catch(
		(failure) => {
			if (!(failure instanceof PassaError)) throw failure;
			const known = codes.find((each) => each === failure.code);
			return known ?? error(failure.status === 429 ? 429 : 503, 'unavailable');
		},
	);
	if (typeof opened === 'string') return opened;
	if (opened.handover !== null) redirect(303, `/handovers/${opened.handover}`);
	if (opened.reference !== null)
		redirect(303, `/pay/${opened.reference}?t=${encodeURIComponent(opened.token ?? '')}`);
	redirect(303, `/orders/${opened.order}?event=${opened.event}`);
}
