import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import { callerOf } from '#shared/service/caller-address.server.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import type { Inbox, PaymentCheck } from '../inbox.ts';
import { peerOf, type ReceivedMessage, readMessage } from '../read-message.ts';
import { parseResult, refundResultOf } from './async-result.ts';
import { type C2bConfirmation, parseC2bConfirmation, parseStkCallback } from './callback.ts';
import { type HookSettings, isOurs, publishedCallers } from './hook-urls.ts';

type Hook = Context<Guarded>;
type Answer = { ResultCode: string; ResultDesc: string };
type Settings = { hooks: HookSettings; shortcode: string; log: Logger };

const accepted: Answer = { ResultCode: '0', ResultDesc: 'Accepted' };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What M-Pesa calls. Every caller gets the same answer, so that it does not show whether an address was right. A
 * message is recorded before the answer; workers look at it later.
 */
export function hookRoutes({ hooks, shortcode, log }: Settings, inbox: Inbox): Hono<Guarded> {
	const app = new Hono<Guarded>();
	const enter = async (c: Hook, purpose: string): Promise<ReceivedMessage | null> => {
		const caller = callerOf(c, hooks.proxies);
		const allowed = hooks.allowed?.has(caller) ?? true;
		const ours = isOurs(hooks, purpose, c.req.param('token') ?? '');
		if (allowed && ours)
			return readMessage(c, peerOf(caller, (hooks.allowed ?? publishedCallers).has(caller)));
		log.warn({ hook: purpose.split('/')[0], allowed, ours }, 'callback rejected: wrong secret or caller');
		return null;
	};

	app.post('/stk/:push/:token', async (c) => {
		const push = c.req.param('push');
		const received = uuid.test(push) ? await enter(c, `stk/${push}`) : null;
		if (received === null) return c.json(accepted);
		const callback = parsed(received, parseStkCallback);
		if (callback) await inbox.callback(push, callback, received);
		else await inbox.unreadable({ kind: 'callback', pushId: push }, received);
		return c.json(accepted);
	});
	app.post('/c2b/:kind/:token', async (c) => {
		const kind = c.req.param('kind');
		const received = await enter(c, `c2b/${kind}`);
		if (received === null) return c.json(accepted);
		const payment = parsed(received, parseC2bConfirmation);
		const isOfUs = payment && (payment.shortcode === '' || payment.shortcode === shortcode);
		if (!isOfUs) await inbox.unreadable({ kind: 'notice' }, received);
		else if (kind === 'validation') return c.json(await validate(inbox, payment));
		else await inbox.notice(payment, received);
		return c.json(accepted);
	});
	app.post('/result/:kind/:id/:token', async (c) => {
		const { kind, id } = c.req.param();
		const received = uuid.test(id) ? await enter(c, `result/${kind}/${id}`) : null;
		if (received === null) return c.json(accepted);
		const result = parsed(received, (body) => refundResultOf(kind, parseResult(body)));
		if (result) await inbox.refundResult(id, result, received);
		else await inbox.unreadable({ kind: 'refund', refundId: id }, received);
		return c.json(accepted);
	});
	return app;
}

/** Only a whole message is read: a beginning may say something else. */
const parsed = <T>({ text, cut }: ReceivedMessage, parse: (body: string) => T | null): T | null =>
	cut ? null : parse(text);

const refusals: Record<NonNullable<PaymentCheck>, Answer> = {
	REFERENCE_UNKNOWN: { ResultCode: 'C2B00012', ResultDesc: 'Invalid Account Number' },
	AMOUNT_WRONG: { ResultCode: 'C2B00013', ResultDesc: 'Invalid Amount' },
	PAID_ALREADY: { ResultCode: 'C2B00016', ResultDesc: 'Paid already' },
	EVENT_OVER: { ResultCode: 'C2B00016', ResultDesc: 'Event over' },
	SOLD_OUT: { ResultCode: 'C2B00016', ResultDesc: 'Sold out' },
};

async function validate(inbox: Inbox, payment: C2bConfirmation): Promise<Answer> {
	const refusal = await inbox.check(payment);
	return refusal === null ? accepted : refusals[refusal];
}
