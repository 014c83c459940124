import { constants, privateDecrypt } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { nairobiOffset } from '#shared/nairobi.ts';
import { answerPush } from './answer-push.ts';
import { behaviourOf, refusals } from './behaviours.ts';
import { control } from './control.ts';
import { formed } from './forms.ts';
import type { Payment } from './ledger.ts';
import { type Parts, refusal } from './parts.ts';
import type { PayoutRecord } from './payout-behaviours.ts';
import { b2c } from './payouts.ts';

const pendingQueries = 2;

/** Daraja's protocol, and the routes of `/control`. */
export function mpesaApp(parts: Parts): Hono {
	const app = new Hono();
	app.use(async (c, next) => {
		await next();
		if (c.req.method !== 'GET' || c.req.path.startsWith('/oauth')) parts.save();
	});
	app.use(formed(parts.ledger.forms));
	oauth(app, parts);
	stk(app, parts);
	asynchronous(app, parts);
	pull(app, parts);
	control(app, parts);
	return app;
}

function oauth(app: Hono, { ledger, clock, settings }: Parts): void {
	app.get('/oauth/v1/generate', (c) => {
		const expected = `Basic ${Buffer.from(`${settings.key}:${settings.secret}`).toString('base64')}`;
		if (c.req.header('authorization') !== expected)
			return refusal(c, 400, '400.008.01', 'Invalid Authentication passed');
		return c.json({ access_token: ledger.newToken(clock.now()), expires_in: '3599' });
	});
	for (const path of ['/mpesa/*', '/pulltransactions/*'])
		app.use(path, async (c, next) => {
			const token = ledger.token;
			const valid = token && token.expiresAt > clock.now();
			if (!valid || c.req.header('authorization') !== `Bearer ${token.value}`)
				return refusal(c, 404, '404.001.03', 'Invalid Access Token');
			await next();
		});
}

function stk(app: Hono, { ledger, clock, deliver, settings, save }: Parts): void {
	const signed = (body: Record<string, unknown>): boolean => {
		const plain = `${settings.shortcode}${settings.passkey}${body.Timestamp}`;
		return body.Password === Buffer.from(plain).toString('base64');
	};
	app.post('/mpesa/stkpush/v1/processrequest', async (c) => {
		const body = await c.req.json();
		if (!signed(body)) return refusal(c, 500, '500.001.1001', 'Wrong credentials');
		const { Amount: shillings, PhoneNumber } = body;
		if (!Number.isInteger(shillings) || shillings < 1 || shillings > 250_000)
			return refusal(c, 400, '400.002.02', 'Bad Request - Invalid Amount');
		const phone = String(PhoneNumber);
		if (!/^254(7|1)\d{8}$/.test(phone))
			return refusal(c, 400, '400.002.02', 'Bad Request - Invalid PhoneNumber');
		if (refusesAddress(body.CallBackURL))
			return refusal(c, 400, '400.002.02', 'Bad Request - Invalid CallBackURL');
		const behaviour = ledger.next ?? ledger.byPhone.get(phone) ?? behaviourOf(phone, shillings);
		ledger.next = null;
		if (behaviour === 'busy' && ledger.refuses(phone))
			return refusal(c, 500, '500.003.02', 'System is busy. Spike arrest violation');
		const { CallBackURL: callbackUrl, AccountReference: reference } = body;
		const at = clock.now();
		const push = ledger.open({ phone, shillings, reference, behaviour, callbackUrl, at });
		save();
		const refused = refusals[behaviour];
		if (refused && behaviour !== 'push-processing') push.result = { code: 1001, description: refused };
		else await answerPush(ledger, push, clock, deliver);
		if (behaviour === 'bad-token') ledger.newToken(clock.now());
		if (behaviour === 'hang' || behaviour === 'hang-paid') await hangUp(c);
		if (behaviour === 'fault' || behaviour === 'fault-paid')
			return refusal(c, 500, '500.001.1001', 'Server Error');
		if (refused) return refusal(c, 500, '500.001.1001', refused);
		if (behaviour === 'html-answer') return c.html('<html><body>Please wait</body></html>');
		const { merchantRequestId: MerchantRequestID, checkoutRequestId: CheckoutRequestID } = push;
		const ResponseDescription = 'Success. Request accepted for processing';
		if (behaviour === 'no-id') return c.json({ ResponseCode: 0, ResponseDescription: null });
		return c.json({ MerchantRequestID, CheckoutRequestID, ResponseCode: '0', ResponseDescription });
	});
	app.post('/mpesa/stkpushquery/v1/query', async (c) => {
		const body = await c.req.json();
		if (!signed(body)) return refusal(c, 500, '500.001.1001', 'Wrong credentials');
		const push = ledger.pushes.find((each) => each.checkoutRequestId === body.CheckoutRequestID);
		if (!push) return refusal(c, 400, '400.002.02', 'Bad Request - Invalid CheckoutRequestID');
		push.queries += 1;
		if (push.behaviour === 'html-query') return c.html('<html><body>Please wait</body></html>');
		const slow = push.behaviour.startsWith('pending-') && push.queries <= pendingQueries;
		const pending = slow || push.result === null;
		if (pending && push.behaviour !== 'pending-4999')
			return refusal(c, 500, '500.001.1001', 'The transaction is being processed');
		return c.json({
			ResponseCode: '0',
			ResponseDescription: 'The service request has been accepted successfully',
			MerchantRequestID: push.merchantRequestId,
			CheckoutRequestID: push.checkoutRequestId,
			ResultCode: pending ? '4999' : String(push.result?.code),
			ResultDesc: pending ? 'The transaction is still under processing' : push.result?.description,
		});
	});
}

/** As Daraja refuses addresses, in any case. */
const refusesAddress = (url: unknown): boolean => /m[-_]?pesa|safaricom|exe|cmd|sql|query/i.test(String(url));

/** Resolves when the caller has gone: a connection that never answers. */
const hangUp = (c: Context): Promise<void> =>
	new Promise((done) => {
		if (c.req.raw.signal.aborted) return done();
		c.req.raw.signal.addEventListener('abort', () => done(), { once: true });
	});

function asynchronous(app: Hono, parts: Parts): void {
	const { ledger, clock, deliver, settings } = parts;
	const known = (credential: unknown): boolean => {
		try {
			const key = { key: settings.privateKeyPem, padding: constants.RSA_PKCS1_PADDING };
			const plain = privateDecrypt(key, Buffer.from(String(credential), 'base64')).toString();
			return plain === settings.initiatorPassword;
		} catch {
			return false;
		}
	};
	const route = (path: string, work: (body: Record<string, unknown>) => AsyncResult) =>
		app.post(path, async (c) => {
			const body = await c.req.json();
			if (ledger.unreversible.get(String(body.TransactionID)) === 'refused' && path.includes('reversal'))
				return refusal(c, 400, '400.002.02', 'Bad Request - The transaction is too old');
			const conversation = { ConversationID: `AG_${crypto.randomUUID()}` };
			const OriginatorConversationID = crypto.randomUUID();
			const result: AsyncResult = known(body.SecurityCredential)
				? work(body)
				: { code: '2001', description: 'The initiator information is invalid.' };
			const { code: ResultCode, description: ResultDesc, values = {} } = result;
			const ResultParameter = Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
			const common = { ...conversation, OriginatorConversationID, ResultType: 0, ResultCode, ResultDesc };
			if (!result.mute)
				clock.after(500, () =>
					deliver(
						String(body.ResultURL),
						{
							Result: { ...common, TransactionID: body.TransactionID, ResultParameters: { ResultParameter } },
						},
						'result',
					),
				);
			return c.json({ ...conversation, OriginatorConversationID, ResponseCode: '0' });
		});
	b2c(app, parts, known);
	const find = (body: Record<string, unknown>) =>
		ledger.payments.find((each) => each.receipt === body.TransactionID);
	route('/mpesa/transactionstatus/v1/query', (body) => {
		const payout = ledger.payouts.find((each) => each.id === body.OriginalConversationID);
		if (payout) return payoutStatus(payout);
		const payment = find(body);
		if (!payment) return { code: 'R000002', description: 'The OriginalTransactionID is invalid.' };
		const TransactionStatus = payment.reversed ? 'Reversed' : 'Completed';
		const values = { ReceiptNo: payment.receipt, Amount: payment.shillings, TransactionStatus };
		return { code: 0, description: 'The service request is processed successfully.', values };
	});
	route('/mpesa/reversal/v1/request', (body) => {
		const payment = find(body);
		if (!payment || payment.shillings !== body.Amount)
			return { code: 'R000002', description: 'The OriginalTransactionID is invalid.' };
		if (payment.reversed) return { code: 'R000001', description: 'The transaction has been reversed.' };
		if (ledger.unreversible.has(payment.receipt))
			return { code: 'R000003', description: 'The transaction is too old to be reversed.' };
		payment.reversed = true;
		const mute = ledger.behaviourOf(payment) === 'mute-reversal';
		return { code: 0, description: 'The service request is processed successfully.', mute };
	});
}

const payoutStatus = ({ receipt, shillings }: PayoutRecord): AsyncResult => {
	const TransactionStatus = receipt === null ? 'Failed' : 'Completed';
	const values = { ReceiptNo: receipt ?? '', Amount: shillings, TransactionStatus };
	return { code: 0, description: 'The service request is processed successfully.', values };
};

type AsyncResult = {
	code: number | string;
	description: string;
	values?: Record<string, unknown>;
	/** The refund succeeds, and no result is sent. */
	mute?: boolean;
};

function pull(app: Hono, { ledger, clock }: Parts): void {
	app.post('/mpesa/c2b/v2/registerurl', async (c) => {
		const { ConfirmationURL, ValidationURL } = await c.req.json();
		if ([ConfirmationURL, ValidationURL].some(refusesAddress))
			return refusal(c, 400, '400.003.02', 'Bad Request - Invalid URL');
		ledger.confirmationUrl = ConfirmationURL;
		return c.json({ OriginatorCoversationID: crypto.randomUUID(), ResponseCode: '0' });
	});
	app.post('/pulltransactions/v1/register', (c) => {
		ledger.pullRegistered = true;
		return c.json({
			ResponseRefID: crypto.randomUUID(),
			ResponseStatus: '1000',
			ShortCode: ledger.shortcode,
		});
	});
	app.post('/pulltransactions/v1/query', async (c) => {
		const body = await c.req.json();
		const time = (text: unknown) => Date.parse(`${String(text).replace(' ', 'T')}${nairobiOffset}`);
		const offset = Number(body.OffSetValue);
		const isAsked = ({ at }: { at: number }) => at >= time(body.StartDate) && at <= time(body.EndDate) + 999;
		const paid = ledger.payments.filter((each) => isAsked(each) && each.listedAt <= clock.now()).map(rowOf);
		const rows = [...paid, ...ledger.extraRows.filter(isAsked).map(({ row }) => row)].slice(
			offset,
			offset + 100,
		);
		const ResponseRefID = crypto.randomUUID();
		if (rows.length === 0)
			return c.json({ ResponseRefID, ResponseCode: '1001', ResponseMessage: 'None', Response: [] });
		return c.json({ ResponseRefID, ResponseCode: '1000', ResponseMessage: 'Success', Response: [rows] });
	});
}

const rowOf = (each: Payment) => ({
	transactionId: each.receipt,
	trxDate: new Date(each.at).toISOString(),
	msisdn: Number(each.phone.slice(3)),
	sender: 'MPESA',
	transactiontype: 'c2b-pay-bill-debit',
	billreference: each.reference,
	amount: `${each.shillings}.00`,
	organizationname: 'Passa',
});
