import { createRoute, z } from '@hono/zod-openapi';
import { nowOf } from '#shared/clock.ts';
import { payeeRoles } from '#shared/payee-roles.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { answerBody, challengeBody, offeredSchema } from '../accounts/sign-in-schemas.ts';
import { rulesOf, rulesSchema } from '../drafts/rules-of.ts';
import { languages } from '../notify/words.ts';
import { answerByWallet, holdForPayee, offerPayeeWallet } from '../payees/answer-payee.ts';
import { invitePayee } from '../payees/invite-payee.ts';
import { readPayeeInvitation } from '../payees/read-payee-invitation.ts';
import { withdrawPayee } from '../payees/withdraw-payee.ts';
import { type Deps, guarded } from './api-deps.ts';
import { sessionIn } from './session.ts';

const time = z.string().openapi({ format: 'date-time' });
const ofDraft = { params: z.object({ id: z.uuid(), payee: z.uuid() }) };
const byToken = { params: z.object({ token: z.string().min(1).max(60) }) };
const refused = problems(400, 401, 403, 404, 409, 429);

const inviteBody = z
	.strictObject({
		to: z
			.string()
			.max(300)
			.optional()
			.openapi({ description: 'a Kenyan number or an e-mail address; unset: as before' }),
		language: z.enum(languages).optional(),
	})
	.openapi('InvitePayee');

const invite = createRoute({
	method: 'post',
	path: '/drafts/{id}/payees/{payee}/invitation',
	summary: 'Ask a payee of the saved draft, by SMS or e-mail, where they are paid; again: a new link',
	request: { ...ofDraft, body: { ...json(inviteBody), required: true } },
	responses: { ...refused, 204: { description: 'Sent.' } },
});

const withdraw = createRoute({
	method: 'delete',
	path: '/drafts/{id}/payees/{payee}/invitation',
	summary: 'End a payee’s invitation and its answer',
	request: ofDraft,
	responses: { ...refused, 204: { description: 'Withdrawn.' } },
});

const offered = z
	.object({
		organizer: z.string(),
		event: z.string().openapi({ description: 'its name; may be empty' }),
		to: z.string().openapi({ description: 'masked' }),
		yours: z.boolean(),
		share: z
			.object({ name: z.string(), role: z.enum(payeeRoles), bps: z.int() })
			.nullable()
			.openapi({ description: 'only for whom it was sent to' }),
		state: z.enum(['sent', 'wallet', 'held']),
		address: z.string().nullable(),
		published: z.int().nullable().openapi({ description: 'the event’s number' }),
		canHold: z.boolean(),
		rules: rulesSchema
			.nullable()
			.openapi({ description: 'when payees are paid; null while a time is missing' }),
		expiresAt: time,
	})
	.openapi('OpenedPayeeInvitation');

const get = createRoute({
	method: 'get',
	path: '/payees/{token}',
	summary: 'A payee’s invitation, by the token of its link; 404 INVITATION_OVER',
	request: byToken,
	responses: { ...refused, 200: { description: 'What it offers.', ...json(offered) } },
});

const challenge = createRoute({
	method: 'post',
	path: '/payees/{token}/wallet',
	summary: 'Create what a wallet signs to be paid; 403 INVITATION_NOT_YOURS',
	request: { ...byToken, body: { ...json(challengeBody), required: true } },
	responses: { ...refused, 200: { description: 'To sign.', ...json(offeredSchema) } },
});

const wallet = createRoute({
	method: 'post',
	path: '/payees/{token}/wallet/verify',
	summary: 'Be paid to the wallet that signed; 409 with a PAYEE_… code where it cannot be paid',
	request: { ...byToken, body: { ...json(answerBody), required: true } },
	responses: {
		...refused,
		...problems(503),
		200: { description: 'Recorded.', ...json(z.object({ address: z.string() }).openapi('PayeeWallet')) },
	},
});

const hold = createRoute({
	method: 'post',
	path: '/payees/{token}/hold',
	summary: 'Be paid later: our payouts account is paid meanwhile; 409 PAYEE_HOLD_UNAVAILABLE',
	request: byToken,
	responses: { ...refused, 204: { description: 'Recorded.' } },
});

/**
 * Invitations of payees, and their answers. Answers with InvitePayeeError, WithdrawPayeeError, ReadPayeeInvitationError,
 * OfferPayeeWalletError, PayeeWalletError and HoldForPayeeError.
 */
export const payeeRoutes = (deps: Deps) =>
	guarded()
		.openapi(invite, async (c) => {
			const { id, payee } = c.req.valid('param');
			const { to, language = 'en' } = c.req.valid('json');
			await invitePayee(deps, sessionIn(c), { draft: id, payee }, { to, language });
			return c.body(null, 204);
		})
		.openapi(withdraw, async (c) => {
			const { id, payee } = c.req.valid('param');
			await withdrawPayee(deps.db, sessionIn(c), { draft: id, payee });
			return c.body(null, 204);
		})
		.openapi(get, async (c) => {
			const { token } = c.req.valid('param');
			const opened = await readPayeeInvitation(deps.db, deps.seal, token, sessionIn(c).by, nowOf(deps));
			const { organizer, to, yours, draft, row } = opened;
			const { name, role, bps } = opened.payee;
			return c.json(
				{
					organizer,
					event: draft.content.basics.name.trim(),
					to,
					yours,
					share: yours ? { name, role, bps } : null,
					state: row.state,
					address: yours ? row.address : null,
					published: draft.publishedNo,
					canHold: deps.payouts !== null,
					rules: rulesOf(draft.content),
					expiresAt: row.expiresAt.toISOString(),
				},
				200,
			);
		})
		.openapi(challenge, async (c) => {
			const { token } = c.req.valid('param');
			return c.json(await offerPayeeWallet(deps, sessionIn(c), token, c.req.valid('json')), 200);
		})
		.openapi(wallet, async (c) => {
			const { token } = c.req.valid('param');
			const address = await answerByWallet(deps, sessionIn(c), token, c.req.valid('json'));
			return c.json({ address }, 200);
		})
		.openapi(hold, async (c) => {
			await holdForPayee(deps, sessionIn(c), c.req.valid('param').token);
			return c.body(null, 204);
		});
