import type { Logger } from 'pino';
import { kesCents } from '#shared/money.ts';
import type { Rail, RefundAnswer } from '../rail.ts';
import { RailError } from '../rail-error.ts';
import { alreadyReversed } from './async-result.ts';
import { type Accepted, type AsyncUrls, type Mpesa, type MpesaSettings, openMpesa } from './client.ts';
import { type HookSettings, hookPath, hookUrls, type ResultKind } from './hook-urls.ts';
import { hookRoutes } from './hooks.ts';

export type MpesaOptions = MpesaSettings & {
	hooks: HookSettings;
	/**
	 * Registers our addresses at each start, where given. On the live network that is done once, by hand: M-Pesa refuses a
	 * second time.
	 */
	register: { nominatedNumber: string } | null;
};

const hour = 3_600_000;

/** Nothing that M-Pesa sends is signed, and a query names no receipt. Only its statement (Pull) proves a payment. */
const trust = {
	callback: 'proposes',
	query: 'corroborates',
	notice: 'proposes',
	statement: 'proves',
} as const;

/** M-Pesa by Daraja: STK push and query, C2B confirmations, Pull, reversals. */
export function mpesaRail(options: MpesaOptions, log: Logger, client: Mpesa = openMpesa(options)): Rail {
	const { hooks, shortcode } = options;
	const urls = hookUrls(hooks);
	return {
		provider: 'mpesa',
		name: 'M-Pesa',
		mostPerPayment: kesCents(25_000_000n),
		trust,
		async push({ pushId, phone, amount, reference }) {
			const body = await client.push({ phone, amount, reference, callbackUrl: urls.stk(pushId) });
			return { requestId: body.checkoutRequestId, body };
		},
		async query(requestId) {
			const body = await client.query(requestId);
			if (body.state === 'pending') return { state: 'pending', body };
			return { state: 'result', code: body.code, text: body.description, body };
		},
		statement: { keeps: 48 * hour, slice: 6 * hour, read: (from, to) => client.pull(from, to) },
		refund: refunds(client, urls),
		payout: null,
		hooks: {
			path: hookPath,
			routes: (inbox) => hookRoutes({ hooks, shortcode, log }, inbox),
			register: options.register && registration(client, urls, options.register.nominatedNumber),
		},
	};
}

type Urls = ReturnType<typeof hookUrls>;

function refunds(client: Mpesa, urls: Urls): Rail['refund'] {
	const to = (kind: ResultKind, id: string): AsyncUrls => ({
		resultUrl: urls.result(kind, id),
		timeoutUrl: urls.late(kind, id),
	});
	return {
		send: ({ refundId, receipt, amount }) =>
			answerOf(() => client.reverse(receipt, amount, to('reversal', refundId))),
		status: ({ refundId, receipt }) => answerOf(() => client.status(receipt, to('status', refundId))),
	};
}

async function answerOf(request: () => Promise<Accepted>): Promise<RefundAnswer> {
	try {
		const body = await request();
		return { state: 'accepted', requestId: body.conversationId, body };
	} catch (error) {
		if (!(error instanceof RailError) || error.providerCode !== alreadyReversed) throw error;
		return { state: 'returned', code: alreadyReversed, body: { code: error.code, message: error.message } };
	}
}

const registration = (client: Mpesa, urls: Urls, nominatedNumber: string) => async (): Promise<void> => {
	await client.registerC2b(urls.c2b('confirmation'), urls.c2b('validation'));
	await client.registerPull(nominatedNumber, urls.c2b('confirmation'));
};
