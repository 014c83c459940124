import { createRoute, z } from '@hono/zod-openapi';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { readIdentifier } from '../accounts/identifier.ts';
import { sendCode } from '../accounts/send-code.ts';
import {
	answerBody,
	challengeBody,
	codeBody,
	offeredSchema,
	sendCodeBody,
	sentSchema,
} from '../accounts/sign-in-schemas.ts';
import type { Offered } from '../accounts/wallet-challenge.ts';
import { preferred } from '../notify/words.ts';
import { type Deps, guarded } from './api-deps.ts';
import { rememberContact } from './device.ts';

const signedIn = z
	.object({ account: z.string().openapi({ description: 'its id; the session is in a cookie' }) })
	.openapi('SignedIn');

const sendRoute = createRoute({
	method: 'post',
	path: '/sign-in/code',
	summary: 'Send a code by SMS or e-mail; the answer is the same whether anybody is known by that or not',
	request: { body: { ...json(sendCodeBody), required: true } },
	responses: { ...problems(400, 403, 429), 202: { description: 'On its way.', ...json(sentSchema) } },
});

const byCode = createRoute({
	method: 'post',
	path: '/sign-in/code/verify',
	summary: 'Sign in with the code; who comes for the first time gets an account',
	request: { body: { ...json(codeBody), required: true } },
	responses: { ...problems(400, 403, 429), 200: { description: 'Signed in.', ...json(signedIn) } },
});

const challenge = createRoute({
	method: 'post',
	path: '/sign-in/wallet',
	summary: 'What a wallet has to sign to sign in, within five minutes and once',
	request: { body: { ...json(challengeBody), required: true } },
	responses: { ...problems(400, 403, 429), 200: { description: 'To sign.', ...json(offeredSchema) } },
});

const byWallet = createRoute({
	method: 'post',
	path: '/sign-in/wallet/verify',
	summary: 'Sign in with the wallet’s signature',
	request: { body: { ...json(answerBody), required: true } },
	responses: { ...problems(400, 403, 429), 200: { description: 'Signed in.', ...json(signedIn) } },
});

const signOut = createRoute({
	method: 'post',
	path: '/sign-out',
	summary: 'End this session',
	responses: { ...problems(403), 204: { description: 'Signed out.' } },
});

/**
 * Signing in by a code or a wallet, and signing out. The session is a cookie. Answers with IdentifierError, SendCodeError
 * and CallAuthError.
 */
export const signInRoutes = (deps: Deps) =>
	guarded()
		.openapi(sendRoute, async (c) => {
			const { to, language } = c.req.valid('json');
			const request = {
				to: readIdentifier(to),
				purpose: 'sign-in',
				by: await deps.askerOf(c),
			} as const;
			const words = language ?? preferred(c.req.header('accept-language'));
			return c.json(await sendCode(deps, request, words), 202);
		})
		.openapi(byCode, async (c) => {
			const body = c.req.valid('json');
			const signed = await deps.callAuth<{ account: string }>(c, '/code/sign-in', body);
			await rememberContact(deps, c, readIdentifier(body.to).value);
			return c.json(signed, 200);
		})
		.openapi(challenge, async (c) =>
			c.json(await deps.callAuth<Offered>(c, '/wallet/challenge', c.req.valid('json')), 200),
		)
		.openapi(byWallet, async (c) =>
			c.json(await deps.callAuth<{ account: string }>(c, '/wallet/sign-in', c.req.valid('json')), 200),
		)
		.openapi(signOut, async (c) => {
			await deps.callAuth(c, '/sign-out');
			return c.body(null, 204);
		});
