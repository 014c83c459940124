import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Guarded } from '#shared/service/guard.server.ts';
import { addressOf } from '../address-of.ts';
import { type Answer, checkPayment } from '../check-payment.ts';
import type { RailsDeps } from '../deps.ts';
import { recordCallback, recordNotice } from '../record-callback.ts';
import { recordRefundResult } from '../record-refund-result.ts';
import { parseC2bConfirmation, parseStkCallback } from './callback.ts';
import { isOurs } from './hook-urls.ts';
import { parseResult } from './result.ts';

type Hook = Context<Guarded>;

const accepted: Answer = { ResultCode: '0', ResultDesc: 'Accepted' };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What the provider calls. It is told at once that it was heard, whatever it said: nobody learns from the answer
 * whether an address was right. What is heard is stored first; workers look at it then.
 */
export function hookRoutes(deps: RailsDeps): Hono<Guarded> {
	const app = new Hono<Guarded>();
	const enter = async (c: Hook, purpose: string): Promise<Uint8Array | null> => {
		const allowed = deps.hooks.allowedIps?.includes(addressOf(c, deps.hooks.trustProxy)) ?? true;
		const ours = isOurs(deps.hooks, purpose, c.req.param('token') ?? '');
		if (allowed && ours) return new Uint8Array(await c.req.arrayBuffer());
		deps.log.warn({ hook: purpose.split('/')[0], allowed, ours }, 'a callback was not believed');
		return null;
	};
	const unreadable = (hook: string) => deps.log.warn({ hook }, 'a callback could not be read');

	app.post('/stk/:push/:token', async (c) => {
		const push = c.req.param('push');
		const raw = uuid.test(push) ? await enter(c, `stk/${push}`) : null;
		const callback = raw && parseStkCallback(raw);
		if (callback) await recordCallback(deps, push, callback, textOf(raw));
		else if (raw) unreadable('stk');
		return c.json(accepted);
	});
	app.post('/c2b/:kind/:token', async (c) => {
		const kind = c.req.param('kind');
		const raw = await enter(c, `c2b/${kind}`);
		const payment = raw && parseC2bConfirmation(raw);
		if (!payment || payment.shortcode !== deps.shortcode) {
			if (raw) unreadable('c2b');
			return c.json(accepted);
		}
		if (kind === 'validation') return c.json(await checkPayment(deps, payment));
		if (kind === 'confirmation') await recordNotice(deps, payment, textOf(raw));
		return c.json(accepted);
	});
	app.post('/result/:kind/:id/:token', async (c) => {
		const { kind, id } = c.req.param();
		const raw = uuid.test(id) ? await enter(c, `result/${kind}/${id}`) : null;
		const result = raw && parseResult(raw);
		if (result) await recordRefundResult(deps, kind, id, result, textOf(raw));
		else if (raw) unreadable('result');
		return c.json(accepted);
	});
	return app;
}

const textOf = (raw: Uint8Array): string => new TextDecoder().decode(raw);
