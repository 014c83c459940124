import type { KesCents } from '#shared/money.ts';
import { nairobiTime } from '#shared/nairobi.ts';
import type { Statement } from '../../reconcile/statement.ts';
import { RailError } from '../rail-error.ts';
import { memoryTokens, type TokenStore } from '../token-store.ts';
import { type Call, caller } from './call.ts';
import { securityCredential, stkPassword, timestampOf } from './credential.ts';
import {
	isKnownPayout,
	isPassing,
	isRefusal,
	isStillProcessing,
	refusalOf,
	refused,
	unreadable,
} from './errors.ts';
import { code, fields, firstText, id, text } from './json-readers.ts';
import { pullAll } from './pull.ts';
import { type Answer, isSuccess } from './request.ts';

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
/** `checkoutRequestId`: null if the answer names none; such a push cannot be queried. `body`: the answer, as it came. */
export type DarajaPushed = { checkoutRequestId: string | null; body: string };
/** `pending` covers both of Daraja's forms. A result has no receipt. */
export type DarajaQueryResult = { body: string } & (
	| { state: 'pending' }
	| { state: 'result'; code: string; description: string }
);
/** `requestId`: what the result will name; null if the answer names nothing. */
export type Accepted = { requestId: string | null; body: string };
/** B2C: `payoutId` is ours, and Daraja takes it once. */
export type Payout = { payoutId: string; phone: string; amount: KesCents };
export type AsyncUrls = { resultUrl: string; timeoutUrl: string };

const defaultTimeout = 20_000;
const pushed = fields({ CheckoutRequestID: id, ResponseCode: code });
const queried = fields({ ResponseCode: code, ResultCode: code, ResultDesc: text });
const accepted = fields({ ConversationID: id, OriginatorConversationID: id, ResponseCode: code });
/** Pull answers with a status, C2B with a code. */
const registered = fields({ ResponseStatus: code, ResponseCode: code });

export type Mpesa = ReturnType<typeof openMpesa>;

/** Safaricom's Daraja. Nothing that moves money is sent twice by this client: see `RailError.effect`. */
export function openMpesa(settings: MpesaSettings) {
	const now = settings.now ?? Date.now;
	const { tokens = memoryTokens(), timeoutMilliseconds = defaultTimeout } = settings;
	const call = caller({ ...settings, now, tokens, timeoutMilliseconds });
	return {
		...collecting(settings, call, now),
		...afterwards(settings, call),
		...registering(settings.shortcode, call),
		/** Payments received in a span of at most 48 hours, from all pages; and rows that are not payments. */
		pull: (from: number, to: number): Promise<Statement> =>
			pullAll(call, (offset) => ({
				ShortCode: settings.shortcode,
				StartDate: pullTime(from),
				EndDate: pullTime(to),
				OffSetValue: String(offset),
			})),
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
		async push(push: Push): Promise<DarajaPushed> {
			const body = pushBody(push, wholeShillings(push.amount), signed());
			const answer = await call('/mpesa/stkpush/v1/processrequest', body);
			const { CheckoutRequestID: checkoutRequestId, ResponseCode } = pushed(answer.value);
			// An id beside another code, or an id alone, may be a push that rings.
			if (checkoutRequestId !== null && ResponseCode !== '0' && ResponseCode !== '')
				throw unreadable(answer.body);
			if (checkoutRequestId === null || !isSuccess(answer)) agreed(answer, ResponseCode);
			return { checkoutRequestId, body: answer.body };
		},
		async query(checkoutRequestId: string): Promise<DarajaQueryResult> {
			const request = { ...signed(), CheckoutRequestID: checkoutRequestId };
			const answer = await call('/mpesa/stkpushquery/v1/query', request);
			return queryResultOf(answer);
		},
	};
}

function queryResultOf(answer: Answer): DarajaQueryResult {
	const { value, body } = answer;
	const { ResultCode, ResultDesc } = queried(value);
	const isResult = isSuccess(answer) && ResultCode !== '';
	if (isStillProcessing(isResult ? ResultCode : '', isResult ? ResultDesc : refusalOf(value).message))
		return { state: 'pending', body };
	if (isResult) return { state: 'result', code: ResultCode, description: ResultDesc, body };
	if (!isSuccess(answer) || isRefusal(value)) throw refused(answer.status, value, body);
	throw unreadable(body);
}

/** What an initiator may ask; each answer comes later, to `resultUrl`. */
function afterwards(settings: MpesaSettings, call: Call) {
	const party = Number(settings.shortcode);
	const request = async (path: string, body: Record<string, unknown>, urls: AsyncUrls): Promise<Accepted> => {
		const SecurityCredential = securityCredential(settings.initiatorPassword, settings.certificatePem);
		const addresses = { ResultURL: urls.resultUrl, QueueTimeOutURL: urls.timeoutUrl };
		const answer = await call(path, { SecurityCredential, ...body, ...addresses });
		const { ConversationID, OriginatorConversationID, ResponseCode } = accepted(answer.value);
		const requestId = ConversationID ?? OriginatorConversationID;
		if (requestId === null || ResponseCode !== '' || !isSuccess(answer)) repeatable(answer, ResponseCode);
		return { requestId, body: answer.body };
	};
	const { initiator: Initiator } = settings;
	const status = (subject: Record<string, string>, urls: AsyncUrls): Promise<Accepted> => {
		const about = { CommandID: 'TransactionStatusQuery', ...subject, PartyA: party, IdentifierType: '4' };
		const body = { Initiator, ...about, Remarks: 'Passa', Occasion: '' };
		return request('/mpesa/transactionstatus/v1/query', body, urls);
	};
	return {
		status: (receipt: string, urls: AsyncUrls) => status({ TransactionID: receipt }, urls),
		payStatus: (payoutId: string, urls: AsyncUrls) => status({ OriginalConversationID: payoutId }, urls),
		/** Sends money to a phone, once for a `payoutId`: Daraja refuses it a second time, which means that it has it. */
		pay({ payoutId, phone, amount }: Payout, urls: AsyncUrls): Promise<Accepted> {
			const Amount = wholeShillings(amount, leastPayout);
			const parties = { Amount, PartyA: party, PartyB: Number(phone) };
			const names = { OriginatorConversationID: payoutId, InitiatorName: Initiator };
			const body = {
				...names,
				CommandID: 'BusinessPayment',
				...parties,
				Remarks: 'Passa refund',
				Occassion: '',
			};
			return request('/mpesa/b2c/v3/paymentrequest', body, urls).catch((error: RailError) => {
				if (!isKnownPayout(error)) throw error;
				return { requestId: payoutId, body: error.answer?.body ?? '' };
			});
		},
		/** Reverses a payment. The result R000001 means that it was reversed before. */
		reverse(receipt: string, amount: KesCents, urls: AsyncUrls): Promise<Accepted> {
			const subject = { TransactionID: receipt, Amount: wholeShillings(amount), ReceiverParty: party };
			const body = { Initiator, CommandID: 'TransactionReversal', ...subject, RecieverIdentifierType: '11' };
			return request('/mpesa/reversal/v1/request', { ...body, Remarks: 'Passa refund' }, urls);
		},
	};
}

function registering(shortcode: string, call: Call) {
	return {
		async registerPull(nominatedNumber: string, callbackUrl: string): Promise<void> {
			const body = { ShortCode: shortcode, RequestType: 'Pull', NominatedNumber: nominatedNumber };
			refuseUnregistered(await call('/pulltransactions/v1/register', { ...body, CallBackURL: callbackUrl }));
		},
		async registerC2b(confirmationUrl: string, validationUrl: string): Promise<void> {
			const urls = { ConfirmationURL: confirmationUrl, ValidationURL: validationUrl };
			const body = { ShortCode: Number(shortcode), ResponseType: 'Completed', ...urls };
			refuseUnregistered(await call('/mpesa/c2b/v2/registerurl', body));
		},
	};
}

/** Pull's sign of success is 1000; C2B's is 0. */
const successes = ['0', '1000'];

function refuseUnregistered(answer: Answer): void {
	const { ResponseStatus, ResponseCode } = registered(answer.value);
	const isRegistered = /already registered/i.test(refusalOf(answer.value).message);
	const found = firstText(ResponseStatus, ResponseCode);
	if (isRegistered || (isSuccess(answer) && successes.includes(found))) return;
	agreed(answer, found);
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

const pullTime = (ms: number): string => nairobiTime(ms).replace('T', ' ');

/** Throws if Daraja did not agree to a request, by its code or by an error envelope. */
function agreed(answer: Answer, responseCode: string): void {
	const { status, value, body } = answer;
	if (isSuccess(answer) && responseCode === '0') return;
	if (!isSuccess(answer) || isRefusal(value) || responseCode !== '') throw refused(status, value, body);
	throw unreadable(body);
}

/** The same, for requests that take effect once however often they are sent. */
function repeatable(answer: Answer, responseCode: string): void {
	try {
		agreed(answer, responseCode);
	} catch (error) {
		if (!(error instanceof RailError) || !isPassing(error)) throw error;
		const { code, message, providerCode } = error;
		throw new RailError(code, message, 'none', providerCode, error, error.answer);
	}
}

/** Shillings that B2C sends at least. */
const leastPayout = 10;

function wholeShillings(amount: KesCents, least = 1): number {
	if (amount < BigInt(least) * 100n || amount % 100n !== 0n || amount > 25_000_000n)
		throw new RailError('MPESA_AMOUNT', `M-Pesa takes whole shillings from ${least} to 250,000`, 'refused');
	return Number(amount / 100n);
}
