import { json } from '@sveltejs/kit';
import { relayerForSupport } from '#lib/support/support.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { RequestHandler } from './$types';

const headers = { 'cache-control': 'no-store' };

/** What the guardian's wallet is to sign: the relayer refuses what may not be signed, and notes who asks. */
export const POST: RequestHandler = async (event) => {
	const { id } = (await event.request.json().catch(() => ({}))) as { id?: string };
	const { v1 } = await relayerForSupport(event);
	try {
		const param = { id: String(id) };
		return json(await unwrap(v1.review.acts[':id'].sign.$post({ param })), { headers });
	} catch (cause) {
		if (!(cause instanceof PassaError)) throw cause;
		const { code, message, status } = cause;
		return json({ code, detail: message }, { status, headers });
	}
};
