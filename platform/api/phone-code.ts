import { createRoute, z } from '@hono/zod-openapi';
import { nowOf } from '#shared/clock.ts';
import { kenyanMobile } from '#shared/phone.ts';
import { phoneProofSeconds } from '#shared/phone-proof.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { chargeRequest } from '../accounts/asker.ts';
import type { Identifier } from '../accounts/identifier.ts';
import { sendCode } from '../accounts/send-code.ts';
import { code, language, sentSchema } from '../accounts/sign-in-schemas.ts';
import { verifyCode } from '../accounts/verify-code.ts';
import { preferred } from '../notify/words.ts';
import { type Deps, guarded } from './api-deps.ts';
import { rememberContact } from './device.ts';

const to = z
	.enum(['pay', 'sell', 'pass'])
	.default('pay')
	.openapi({ description: 'what the message says the code is for; the code serves for nothing else' });
const purposes = { pay: 'payment', sell: 'resale', pass: 'pass' } as const;
const phone = z.string().min(1).max(1000).openapi({ description: 'a Kenyan mobile number' });

const proofSchema = z
	.object({
		token: z.string().openapi({ description: 'for the relayer, as X-Passa-Phone-Proof' }),
		expiresAt: z.string().openapi({ format: 'date-time' }),
	})
	.openapi('PhoneProof');

const send = createRoute({
	method: 'post',
	path: '/phone-code',
	summary:
		'Send a code to a phone that is to be asked for a payment, that sells a ticket, or that opens passes',
	request: {
		body: { ...json(z.strictObject({ phone, language, to }).openapi('SendPhoneCode')), required: true },
	},
	responses: { ...problems(400, 403, 429), 202: { description: 'On its way.', ...json(sentSchema) } },
});

const verify = createRoute({
	method: 'post',
	path: '/phone-code/verify',
	summary: 'Prove a phone by that code, without signing in',
	request: { body: { ...json(z.strictObject({ phone, code, to }).openapi('PhoneCode')), required: true } },
	responses: { ...problems(400, 403, 429), 200: { description: 'Proved.', ...json(proofSchema) } },
});

const numberOf = (text: string): Identifier => ({ kind: 'phone', value: kenyanMobile(text) });

/** Proves to the relayer that the asker has the phone in hand that pays. */
export const phoneCodeRoutes = (deps: Deps) =>
	guarded()
		.openapi(send, async (c) => {
			const body = c.req.valid('json');
			const purpose = purposes[body.to];
			const request = { to: numberOf(body.phone), purpose, by: await deps.askerOf(c) } as const;
			const words = body.language ?? preferred(c.req.header('accept-language'));
			return c.json(await sendCode(deps, request, words), 202);
		})
		.openapi(verify, async (c) => {
			const body = c.req.valid('json');
			const [to, by] = [numberOf(body.phone), await deps.askerOf(c)];
			await chargeRequest(deps, by);
			await verifyCode(deps, { to, purpose: purposes[body.to], by }, body.code);
			await rememberContact(deps, c, to.value);
			const token = await deps.signPhoneProof(to.value, deps.clock.now());
			const expiresAt = new Date(nowOf(deps).getTime() + phoneProofSeconds * 1000).toISOString();
			return c.json({ token, expiresAt }, 200);
		});
