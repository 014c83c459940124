import { feeRoutes, jsonAnswer, textIn } from '#lib/server/network-fees.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { RequestHandler } from './$types';

/** What a wallet without XLM signs to hold USDC. */
export const POST: RequestHandler = (event) =>
	jsonAnswer(async () => {
		const address = await textIn(event, 'address');
		return unwrap((await feeRoutes(event)).lines.$post({ json: { address } }));
	});

/** Hands it, signed, to the relayer, which pays its reserves. */
export const PUT: RequestHandler = (event) =>
	jsonAnswer(async () => {
		const envelope = await textIn(event, 'envelope');
		return unwrap((await feeRoutes(event)).lines.signed.$post({ json: { envelope } }));
	});
