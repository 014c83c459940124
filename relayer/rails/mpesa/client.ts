import { z } from 'zod';
import type { KesCents } from '#shared/money.ts';
import { nairobiTime } from '#shared/nairobi.ts';
import type { Statement } from '../../reconcile/statement.ts';
import { RailError } from '../rail-error.ts';
import { memoryTokens, type TokenStore } from '../token-store.ts';
import { stillProcessing } from './callback.ts';
import { securityCredential, stkPassword, timestampOf } from './credential.ts';
import { noAnswer, refused } from './errors.ts';
import { fetchToken } from './fetch-token.ts';
import { readStatement } from './statement.ts';

export type MpesaSettings = {
	baseUrl: string;
	key: string;
	secret: string;
	shortcode: string;
	passkey: string;
	initiator: string;
	initiatorPassword: string;
	certificatePem: string;
	timeoutMilliseconds?: number;
	tokens?: TokenStore;
	now?: () => number;
};

export type Push = { phone: string; amount: KesCents; reference: string; callbackUrl: string };
export type Pushed = { merchantRequestId: string; checkoutRequestId: string };
/** `pending` covers both of Daraja's forms. A result has no receipt. */
export type QueryResult = { state: 'pending' } | { state: 'result'; code: string; description: string };
export type Accepted = { conversationId: string; originatorConversationId: string };
export type AsyncUrls = { resultUrl: string; timeoutUrl: string };

const defaultTimeout = 20_000;
const text = z.union([z.string(), z.number()]).transform(String);
const pushed = z.object({ MerchantRequestID: z.string(), CheckoutRequestID: z.string(), ResponseCode: text });
const queried = z.object({ ResponseCode: text, ResultCode: text, ResultDesc: z.string().default('') });
const accepted = z.object({
	ConversationID: z.string().default(''),
	OriginatorConversationID: z.string().default(''),
	ResponseCode: text,
});
const registered = z.object({ ResponseCode: text });
const pulled = z.object({ ResponseCode: text, Response: z.array(z.unknown()).default([]) });

export type Mpesa = ReturnType<typeof openMpesa>;

/** Safaricom's Daraja. Nothing that moves money is sent twice by this client: see `RailError.effect`. */
export function openMpesa(settings: MpesaSettings) {
	const now = settings.now ?? Date.now;
	const call = caller(settings, now);
	return {
		...collecting(settings, call, now),
		...afterwards(settings, call),
		...registering(settings.shortcode, call),
		/** Payments received in a span of at most 48 hours, from all pages; and rows that are not payments. */
		pull: (from: number, to: number): Promise<Statement> => pullAll(call, settings.shortcode, from, to),
	};
}

function collecting({ shortcode, passkey }: MpesaSettings, call: Call, now: () => number) {
	const signed = () => {
		const Timestamp = timestampOf(now());
		const Password = stkPassword(shortcode, passkey, Timestamp);
		return { BusinessShortCode: Number(shortcode), Password, Timestamp };
	};
	return {
		/** Asks a phone for its PIN. Whole shillings only. */
		async push(push: Push): Promise<Pushed> {
			const body = pushBody(push, wholeShillings(push.amount), signed());
			const answer = agreed(await call('/mpesa/stkpush/v1/processrequest', body, pushed));
			return { merchantRequestId: answer.MerchantRequestID, checkoutRequestId: answer.CheckoutRequestID };
		},
		async query(checkoutRequestId: string): Promise<QueryResult> {
			const body = { ...signed(), CheckoutRequestID: checkoutRequestId };
			try {
				const answer = await call('/mpesa/stkpushquery/v1/query', body, queried);
				if (answer.ResultCode === stillProcessing) return { state: 'pending' };
				return { state: 'result', code: answer.ResultCode, description: answer.ResultDesc };
			} catch (error) {
				if (isPending(error)) return { state: 'pending' };
				throw error;
			}
		},
	};
}

/** What an initiator may ask; each answer comes later, to `resultUrl`. */
function afterwards(settings: MpesaSettings, call: Call) {
	const party = Number(settings.shortcode);
	const request = async (path: string, body: Record<string, unknown>, urls: AsyncUrls): Promise<Accepted> => {
		const initiator = {
			Initiator: settings.initiator,
			SecurityCredential: securityCredential(settings.initiatorPassword, settings.certificatePem),
		};
		const addresses = { ResultURL: urls.resultUrl, QueueTimeOutURL: urls.timeoutUrl };
		const answer = agreed(await call(path, { ...initiator, ...body, ...addresses }, accepted));
		return {
			conversationId: answer.ConversationID,
			originatorConversationId: answer.OriginatorConversationID,
		};
	};
	return {
		status(receipt: string, urls: AsyncUrls): Promise<Accepted> {
			const subject = { TransactionID: receipt, PartyA: party, IdentifierType: '4' };
			const body = { CommandID: 'TransactionStatusQuery', ...subject, Remarks: 'Passa', Occasion: '' };
			return request('/mpesa/transactionstatus/v1/query', body, urls);
		},
		/** Reverses a payment. The result R000001 means that it was reversed before. */
		reverse(receipt: string, amount: KesCents, urls: AsyncUrls): Promise<Accepted> {
			const subject = { TransactionID: receipt, Amount: wholeShillings(amount), ReceiverParty: party };
			const body = { CommandID: 'TransactionReversal', ...subject, RecieverIdentifierType: '11' };
			return request('/mpesa/reversal/v1/request', { ...body, Remarks: 'Passa refund' }, urls);
		},
	};
}

function registering(shortcode: string, call: Call) {
	return {
		async registerPull(nominatedNumber: string, callbackUrl: string): Promise<void> {
			const body = { ShortCode: shortcode, RequestType: 'Pull', NominatedNumber: nominatedNumber };
			agreed(await call('/pulltransactions/v1/register', { ...body, CallBackURL: callbackUrl }, registered));
		},
		async registerC2b(confirmationUrl: string, validationUrl: string): Promise<void> {
			const urls = { ConfirmationURL: confirmationUrl, ValidationURL: validationUrl };
			const body = { ShortCode: Number(shortcode), ResponseType: 'Completed', ...urls };
			agreed(await call('/mpesa/c2b/v2/registerurl', body, registered));
		},
	};
}

type Call = <T>(path: string, body: Record<string, unknown>, shape: z.ZodType<T>) => Promise<T>;

/** One POST with the shared token. A refused token is renewed once: it is refused before any work. */
function caller(settings: MpesaSettings, now: () => number): Call {
	const tokens = settings.tokens ?? memoryTokens();
	const timeoutMilliseconds = settings.timeoutMilliseconds ?? defaultTimeout;
	const renew = () => fetchToken({ ...settings, timeoutMilliseconds }, now());
	const send = async (path: string, body: Record<string, unknown>, token: string): Promise<unknown> => {
		let response: Response;
		let answer: Record<string, unknown>;
		try {
			response = await fetch(`${settings.baseUrl}${path}`, {
				method: 'POST',
				headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
				body: JSON.stringify(body),
				signal: AbortSignal.timeout(timeoutMilliseconds),
			});
			answer = JSON.parse(await response.text());
		} catch (cause) {
			throw noAnswer(cause);
		}
		if (response.ok) return answer;
		throw refused(response.status, String(answer.errorCode ?? ''), String(answer.errorMessage ?? ''));
	};
	return async (path, body, shape) => {
		const token = await tokens.token(now(), null, renew);
		const answer = await send(path, body, token).catch(async (error) => {
			if (!(error instanceof RailError) || error.code !== 'MPESA_TOKEN_REFUSED') throw error;
			return send(path, body, await tokens.token(now(), token, renew));
		});
		const parsed = shape.safeParse(answer);
		if (!parsed.success) throw new RailError('MPESA_SHAPE', 'M-Pesa answered in an unknown form', 'unknown');
		return parsed.data;
	};
}

function pushBody(
	push: Push,
	shillings: number,
	signed: Record<string, unknown> & { BusinessShortCode: number },
) {
	return {
		...signed,
		TransactionType: 'CustomerPayBillOnline',
		Amount: shillings,
		PartyA: Number(push.phone),
		PartyB: signed.BusinessShortCode,
		PhoneNumber: Number(push.phone),
		CallBackURL: push.callbackUrl,
		AccountReference: push.reference.slice(0, 12),
		TransactionDesc: 'Passa ticket',
	};
}

const pageSize = 100;
const pullTime = (ms: number): string => nairobiTime(ms).replace('T', ' ');

async function pullAll(call: Call, shortcode: string, from: number, to: number): Promise<Statement> {
	const found: unknown[] = [];
	for (let offset = 0; ; offset += pageSize) {
		const body = { ShortCode: shortcode, StartDate: pullTime(from), EndDate: pullTime(to) };
		const page = await call('/pulltransactions/v1/query', { ...body, OffSetValue: String(offset) }, pulled);
		if (page.ResponseCode === '1001') return readStatement(found);
		if (page.ResponseCode !== '1000')
			throw new RailError('MPESA_REFUSED', 'Pull was refused', 'refused', page.ResponseCode);
		// Daraja sends the rows in a nested list, or directly.
		const rows = page.Response.flat(1);
		found.push(...rows);
		if (rows.length < pageSize) return readStatement(found);
	}
}

function agreed<T extends { ResponseCode: string }>(answer: T): T {
	if (answer.ResponseCode === '0' || answer.ResponseCode === '00') return answer;
	throw new RailError('MPESA_REFUSED', 'M-Pesa refused the request', 'refused', answer.ResponseCode);
}

function wholeShillings(amount: KesCents): number {
	if (amount <= 0n || amount % 100n !== 0n || amount > 25_000_000n)
		throw new RailError('MPESA_AMOUNT', 'M-Pesa takes whole shillings from 1 to 250,000', 'refused');
	return Number(amount / 100n);
}

/** Daraja uses 500.001.1001 for many faults. Only the message says that a push is still being processed. */
const isPending = (error: unknown): boolean =>
	error instanceof RailError &&
	error.providerCode === '500.001.1001' &&
	/being processed/i.test(error.message);
