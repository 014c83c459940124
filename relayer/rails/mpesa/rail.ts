import type { Logger } from 'pino';
import { mostByMpesa } from '#shared/mpesa-limit.ts';
import type { Rail, RefundAnswer } from '../rail.ts';
import { RailError } from '../rail-error.ts';
import { alreadyReversed } from './async-result.ts';
import { type Accepted, type AsyncUrls, type Mpesa, type MpesaSettings, openMpesa } from './client.ts';
import { type HookSettings, hookPath, hookUrls, type ResultKind } from './hook-urls.ts';
import { hookRoutes } from './hooks.ts';

export type MpesaOptions = MpesaSettings & {
	hooks: HookSettings;
	/**
	 * Registers our addresses at each start, if given. On the live network that is done once, by hand: M-Pesa refuses a
	 * second time.
	 */
	register: { nominatedNumber: string } | null;
};

const minute = 60_000;
const hour = 60 * minute;

/** Nothing that M-Pesa sends is signed, and a query names no receipt. Only its statement (Pull) proves a payment. */
const trust = {
	callback: 'proposes',
	query: 'corroborates',
	notice: 'proposes',
	statement: 'proves',
} as const;

/** M-Pesa by Daraja: STK push and query, C2B confirmations, Pull, reversals, B2C. */
export function mpesaRail(options: MpesaOptions, log: Logger, client: Mpesa = openMpesa(options)): Rail {
	const { hooks, shortcode } = options;
	const urls = hookUrls(hooks);
	return {
		provider: 'mpesa',
		name: 'M-Pesa',
		mostPerPayment: mostByMpesa,
		trust,
		repeatAfter: { 17: 2 * minute },
		async push({ pushId, phone, amount, reference }) {
			const pushed = await client.push({ phone, amount, reference, callbackUrl: urls.stk(pushId) });
			return { requestId: pushed.checkoutRequestId, body: pushed.body };
		},
		async query(requestId) {
			const found = await client.query(requestId);
			const { body } = found;
			if (found.state === 'pending') return { state: 'pending', body };
			return { state: 'result', code: found.code, text: found.description, body };
		},
		statement: { keeps: 48 * hour, slice: 6 * hour, read: (from, to) => client.pull(from, to) },
		refund: refunds(client, urls),
		payout: payouts(client, urls),
		hooks: {
			path: hookPath,
			routes: (inbox) => hookRoutes({ hooks, shortcode, log }, inbox),
			registrations: options.register ? registrations(client, urls, options.register.nominatedNumber) : [],
		},
	};
}

type Urls = ReturnType<typeof hookUrls>;

const to = (urls: Urls, kind: ResultKind, id: string): AsyncUrls => ({
	resultUrl: urls.result(kind, id),
	timeoutUrl: urls.late(kind, id),
});

const refunds = (client: Mpesa, urls: Urls): Rail['refund'] => ({
	send: ({ refundId, receipt, amount }) =>
		answerOf(() => client.reverse(receipt, amount, to(urls, 'reversal', refundId))),
	status: ({ refundId, receipt }) => answerOf(() => client.status(receipt, to(urls, 'status', refundId))),
});

const payouts = (client: Mpesa, urls: Urls): Rail['payout'] => ({
	send: (request) => answerOf(() => client.pay(request, to(urls, 'payout', request.refundId))),
	status: ({ refundId, payoutId }) =>
		answerOf(() => client.payStatus(payoutId, to(urls, 'payout-status', refundId))),
});

async function answerOf(request: () => Promise<Accepted>): Promise<RefundAnswer> {
	try {
		const { requestId, body } = await request();
		return { state: 'accepted', requestId, body };
	} catch (error) {
		if (!(error instanceof RailError) || error.providerCode !== alreadyReversed) throw error;
		return { state: 'returned', code: alreadyReversed, body: { code: error.code, message: error.message } };
	}
}

/** Each succeeds by itself: one that Daraja refuses does not repeat the other. */
const registrations = (
	client: Mpesa,
	urls: Urls,
	nominatedNumber: string,
): Rail['hooks']['registrations'] => [
	{ name: 'c2b', run: () => client.registerC2b(urls.c2b('confirmation'), urls.c2b('validation')) },
	{ name: 'pull', run: () => client.registerPull(nominatedNumber, urls.c2b('confirmation')) },
];
