import { createRoute, z } from '@hono/zod-openapi';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { answerBody, challengeBody, offeredSchema } from '../accounts/sign-in-schemas.ts';
import { linkWallet, offerLink } from '../teams/link-wallet.ts';
import { unlinkWallet } from '../teams/unlink-wallet.ts';
import { acceptedIn, acceptedQuery } from './accepted-events.ts';
import { type Deps, guarded } from './api-deps.ts';
import { sessionIn } from './session.ts';
import { currentToken, phoneSinceIn } from './sessions.ts';

const offer = createRoute({
	method: 'post',
	path: '/wallets',
	summary: 'Create what a wallet signs to publish for the account acted for',
	request: { body: { ...json(challengeBody), required: true } },
	responses: { ...problems(400, 401, 403, 429), 200: { description: 'To sign.', ...json(offeredSchema) } },
});

const verify = createRoute({
	method: 'post',
	path: '/wallets/verify',
	summary: 'Link the wallet, by its signature; 409 IDENTITY_TAKEN',
	request: { body: { ...json(answerBody), required: true } },
	responses: {
		...problems(400, 401, 403, 409, 503),
		200: { description: 'Linked.', ...json(z.object({ address: z.string() }).openapi('LinkedWallet')) },
	},
});

const remove = createRoute({
	method: 'delete',
	path: '/wallets/{address}',
	summary: 'Remove a wallet of the account acted for; 409 WALLET_PUBLISHES while its events are not over',
	request: { params: z.object({ address: z.string().max(80) }), query: acceptedQuery },
	responses: { ...problems(400, 401, 403, 404, 409, 503), 204: { description: 'Removed.' } },
});

/** Wallets that publish for the account acted for. Answers with OfferLinkError, LinkWalletError and UnlinkWalletError. */
export const walletRoutes = (deps: Deps) =>
	guarded()
		.openapi(offer, async (c) => {
			const { address, by } = c.req.valid('json');
			return c.json(await offerLink(deps, sessionIn(c), address, by), 200);
		})
		.openapi(verify, async (c) => {
			const phoneSince = await phoneSinceIn(deps, c.req.raw.headers);
			return c.json({ address: await linkWallet(deps, sessionIn(c), phoneSince, c.req.valid('json')) }, 200);
		})
		.openapi(remove, async (c) => {
			const { address } = c.req.valid('param');
			const accepted = acceptedIn(c.req.valid('query'));
			const current = await currentToken(deps, c.req.raw.headers);
			await unlinkWallet(deps, sessionIn(c), address, { accepted, current });
			return c.body(null, 204);
		});
