import { createHmac } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { kesCents } from '#shared/money.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import type { Provider } from '../../providers.ts';
import type { TrustOfKind } from '../../reconcile/trust.ts';
import type { Rail } from '../rail.ts';
import { peerOf, readMessage } from '../read-message.ts';

/** The union is closed for the program: only a test has this provider. */
export const testBank = 'testbank' as Provider;

const secret = 'the key that the bank signs with';
export const signatureOf = (body: string): string => createHmac('sha256', secret).update(body).digest('hex');

const notice = z.object({
	receipt: z.string(),
	cents: z.string().regex(/^\d+$/).transform(BigInt),
	reference: z.string(),
});

export type TestBank = Rail & { shown: string[]; returned: string[] };

/**
 * A bank that rings no phone: it shows an account number, and the payer types our reference. Its notices are signed, so
 * they prove. A refund is done immediately.
 */
export function testBankRail(change: Partial<TrustOfKind> = {}): TestBank {
	const [shown, returned]: [string[], string[]] = [[], []];
	return {
		shown,
		returned,
		provider: testBank,
		name: 'Test Bank',
		mostPerPayment: kesCents(100_000_000n),
		repeatAfter: {},
		trust: { callback: 'proposes', query: 'proposes', notice: 'proves', statement: 'proves', ...change },
		async push({ reference }) {
			shown.push(reference);
			return { requestId: null, body: { account: '0011223344', reference } };
		},
		query: null,
		statement: { keeps: 3_600_000, slice: 3_600_000, read: async () => ({ payments: [], unreadable: [] }) },
		refund: {
			async send({ receipt }) {
				returned.push(receipt);
				return { state: 'returned', code: 'DONE', body: { receipt } };
			},
			status: async ({ receipt }) => ({ state: 'returned', code: 'DONE', body: { receipt } }),
		},
		payout: null,
		hooks: {
			path: 'bank',
			routes: (inbox) =>
				new Hono<Guarded>().post('/notice', async (c) => {
					const received = await readMessage(c, peerOf('', true));
					const body = received.text;
					if (c.req.header('x-signature') !== signatureOf(body)) return c.json({}, 401);
					const { cents, ...rest } = notice.parse(JSON.parse(body));
					await inbox.notice({ ...rest, amount: kesCents(cents) }, received);
					return c.json({}, 200);
				}),
			registrations: [],
		},
	};
}
