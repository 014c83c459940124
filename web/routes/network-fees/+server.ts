import { feeRoutes, jsonAnswer, textIn } from '#lib/server/network-fees.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { RequestHandler } from './$types';

/** Whether the relayer would pay this visitor's network fee. */
export const GET: RequestHandler = (event) => jsonAnswer(async () => unwrap((await feeRoutes(event)).$get()));

/** Hands a signed call to the relayer, which pays its network fee. */
export const POST: RequestHandler = (event) =>
	jsonAnswer(async () => {
		const envelope = await textIn(event, 'envelope');
		return unwrap((await feeRoutes(event)).$post({ json: { envelope } }));
	});
