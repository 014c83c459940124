import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { PassaError } from '#shared/errors.ts';
import { passkeyAnswerSchema } from '#shared/passkey.server.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import type { Session } from '#shared/session.server.ts';
import { removeAddress } from '../held/addresses.ts';
import { type ActRequest, accountOf, askAct } from '../held/ask-act.ts';
import { heldOf } from '../held/held-view.ts';
import { signingPasskeys } from '../held/passkeys.ts';
import { openOnNetwork, signAct } from '../held/sign-act.ts';
import { heldKinds } from '../models/held.ts';
import type { Reader } from '../models/schema.ts';
import { type Deps, guarded } from './api-deps.ts';
import { askerOf } from './asker-of.ts';
import { chargeHeldRead } from './charge-read.ts';

const address = z.string().max(69);
const bytes = z.string().regex(/^[\w-]{1,2000}$/);
const view = z
	.object({
		address,
		passkeys: z.array(
			z.object({
				id: z.string(),
				name: z.string(),
				createdAt: z.string(),
				settledAt: z
					.string()
					.nullable()
					.openapi({ description: 'from when it may remove others; null: its owner was not told of it yet' }),
			}),
		),
		renewable: z
			.boolean()
			.openapi({ description: 'support decided that its lost passkeys may be replaced by a new one' }),
		balance: z.string().nullable().openapi({ description: 'stroops of USDC; null: not on the network yet' }),
		handedOver: z.boolean(),
		addresses: z.array(z.object({ address, usableAt: z.string().nullable() })),
		acts: z.array(
			z.object({
				id: z.string(),
				kind: z.enum(heldKinds),
				at: z.string(),
				shown: z.string(),
				hash: z.string().nullable(),
				state: z.string(),
			}),
		),
	})
	.openapi('HeldAccount');
const refused = problems(400, 401, 403, 404, 409, 429, 503);
const answer = {
	...refused,
	200: { description: 'As it is.', ...json(z.object({ held: view.nullable() })) },
};

const read = createRoute({
	method: 'get',
	path: '/held',
	summary: 'The account on the network that Passa holds for the caller',
	responses: answer,
});

const language = z.enum(['en', 'sw']);
const passkey = { passkeyId: bytes, name: z.string().max(200), language };
const askBody = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('open'), ...passkey }),
	z.strictObject({ kind: z.literal('add_passkey'), ...passkey, publicKey: bytes }),
	z.strictObject({ kind: z.literal('renew'), ...passkey, publicKey: bytes }),
	z.strictObject({ kind: z.literal('remove_passkey'), passkeyId: bytes }),
	z.strictObject({ kind: z.literal('call'), envelope: z.base64().max(16_384) }),
	z.strictObject({ kind: z.literal('message'), text: z.string().max(1000) }),
	z.strictObject({ kind: z.literal('address'), address, language }),
	z.strictObject({ kind: z.literal('withdraw'), address, amount: z.string().regex(/^\d{1,18}$/) }),
	z.strictObject({ kind: z.literal('hand_over'), address }),
]);

const ask = createRoute({
	method: 'post',
	path: '/held/acts',
	summary: 'Ask for a signature of it: what is shown, and what the passkey signs',
	request: { body: { required: true, ...json(askBody) } },
	responses: {
		...refused,
		200: {
			description: 'To be shown, and then signed by the passkey.',
			...json(
				z.object({
					id: z.string(),
					shown: z.string().openapi({ description: 'JSON' }),
					challenge: z.string().openapi({ description: 'base64url; follows from what is shown' }),
					passkeys: z.array(z.string()).openapi({ description: 'those that may sign it' }),
				}),
			),
		},
	},
});

const sign = createRoute({
	method: 'post',
	path: '/held/acts/{id}/sign',
	summary: 'The passkey’s answer: the account signs exactly what was shown, once',
	request: {
		params: z.object({ id: z.uuid() }),
		body: {
			required: true,
			...json(
				z.strictObject({
					response: passkeyAnswerSchema,
					publicKey: bytes.optional(),
					added: passkeyAnswerSchema
						.optional()
						.openapi({ description: 'of the passkey that is added, over the same challenge' }),
				}),
			),
		},
	},
	responses: {
		...refused,
		200: {
			description: 'An envelope or a signature (base64), or the hash of what was sent.',
			...json(z.object({ signed: z.string().nullable(), hash: z.string().nullable() })),
		},
	},
});

const open = createRoute({
	method: 'post',
	path: '/held/open',
	summary: 'Open it on the network, where that failed before',
	responses: answer,
});

const forget = createRoute({
	method: 'delete',
	path: '/held/addresses/{address}',
	summary: 'Remove an address: nothing is paid to it any more',
	request: { params: z.object({ address }) },
	responses: answer,
});

/** Accounts that Passa holds for people. Answers with AskActError and SignActError. */
export function heldRoutes(deps: Deps) {
	const { held } = deps;
	const sessionOf = (c: Context<Guarded>): Session => {
		const session = c.get('session');
		if (session) return session;
		throw new PassaError('SIGN_IN_NEEDED', 'Sign in first.', { status: 401 });
	};
	const callerOf = async (c: Context<Guarded>) => ({ ...(await askerOf(deps, c)), account: sessionOf(c).by });
	const asItIs = async (c: Context<Guarded>) => ({ held: await heldOf(held, sessionOf(c).by) });
	const counted = (c: Context<Guarded>) => chargeHeldRead(deps, sessionOf(c).by);
	return guarded()
		.openapi(read, async (c) => {
			await counted(c);
			return c.json(await asItIs(c), 200);
		})
		.openapi(ask, async (c) => {
			const body = c.req.valid('json');
			const asked: ActRequest = body.kind === 'withdraw' ? { ...body, amount: BigInt(body.amount) } : body;
			const { id, shown, challenge, account } = await askAct(held, sessionOf(c), asked);
			const passkeys = await signersOf(held.db, account, asked);
			return c.json({ id, shown, challenge, passkeys }, 200);
		})
		.openapi(sign, async (c) => {
			const { response, publicKey, added } = c.req.valid('json');
			const key =
				publicKey === undefined ? {} : { publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')) };
			return c.json(
				await signAct(held, await callerOf(c), c.req.valid('param').id, {
					...{ response, ...key },
					...(added ? { added } : {}),
				}),
				200,
			);
		})
		.openapi(open, async (c) => {
			await counted(c);
			const by = await callerOf(c);
			await accountOf(held.db, by.account);
			await openOnNetwork(held, by);
			return c.json(await asItIs(c), 200);
		})
		.openapi(forget, async (c) => {
			await counted(c);
			await removeAddress(held, sessionOf(c).by, c.req.valid('param').address);
			return c.json(await asItIs(c), 200);
		});
}

/** The new passkey, where an account is opened or all others are lost; else each that signs for it. */
async function signersOf(db: Reader, account: string, asked: ActRequest): Promise<string[]> {
	if (asked.kind === 'open' || asked.kind === 'renew') return [asked.passkeyId];
	return (await signingPasskeys(db, account)).map(({ passkeyId }) => passkeyId);
}
