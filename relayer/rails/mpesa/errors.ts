import { type Effect, RailError } from '../rail-error.ts';
import { code, fields, firstText, text } from './json-readers.ts';

export const noAnswer = (cause: unknown): RailError =>
	new RailError('MPESA_NO_ANSWER', 'M-Pesa gave no answer in time', 'unknown', '', cause);

/** An answer that says neither what was asked nor why not. It may have taken effect. */
export const unreadable = (body: string): RailError =>
	new RailError('MPESA_SHAPE', 'M-Pesa answered in an unknown form', 'unknown', '', undefined, {
		body,
		alert: 'MESSAGE_UNREADABLE',
	});

/** Stands for many things, of which none is a result. */
const overloaded = '500.001.1001';
/** Daraja's codes for a push without a result yet. */
const noResult = ['4999', overloaded];
const processingWords = /(being|under|still) process/i;

/** Whether the provider has no result yet. Code 0 is a result, even if its text says "being processed". */
export const isStillProcessing = (resultCode: string, words: string): boolean =>
	noResult.includes(resultCode) || (resultCode !== '0' && processingWords.test(words));

/** Our login or shortcode is wrong, so no push works for anybody. */
const ofUs = 'MERCHANT';

/**
 * What Daraja means by a message; the first match counts. All of these come under the code 500.001.1001, so only the
 * message distinguishes them. `as`: the result code with the same meaning, or a word if there is none.
 */
const meanings: { words: RegExp; code: string; effect: Effect; as?: string }[] = [
	{ words: processingWords, code: 'MPESA_PENDING', effect: 'unknown' },
	{ words: /unable to lock subscriber/i, code: 'MPESA_LOCKED', effect: 'refused', as: '1001' },
	{ words: /rule limited/i, code: 'MPESA_REPEATED', effect: 'refused', as: '17' },
	{ words: /wrong credential/i, code: 'MPESA_CREDENTIALS', effect: 'refused', as: ofUs },
	{ words: /merchant does not exist/i, code: 'MPESA_MERCHANT', effect: 'refused', as: ofUs },
];

const envelope = fields({
	errorCode: code,
	errorMessage: text,
	ResponseCode: code,
	ResponseDescription: text,
	ResponseMessage: text,
	ResultDesc: text,
	/** The gateway before Daraja answers in a form of its own. */
	fault: fields({
		code,
		message: text,
		faultstring: text,
		detail: fields({ errorcode: text }),
	}),
});

/** The provider's code and words in an answer that refuses; empty if it has none. */
export function refusalOf(answer: unknown): { providerCode: string; message: string } {
	const { fault, ...own } = envelope(answer);
	return {
		providerCode: firstText(own.errorCode, fault.detail.errorcode, fault.code, own.ResponseCode),
		message: firstText(
			own.errorMessage,
			fault.faultstring,
			fault.message,
			own.ResponseDescription,
			own.ResponseMessage,
			own.ResultDesc,
		),
	};
}

/** Whether an answer has Daraja's error envelope, or the gateway's: such an answer may come with HTTP 200, too. */
export function isRefusal(answer: unknown): boolean {
	const { errorCode, errorMessage, fault } = envelope(answer);
	return firstText(errorCode, errorMessage, fault.faultstring, fault.detail.errorcode) !== '';
}

/** What passes soon: the phone is busy. A prompt is not repeated by itself, a refund may be. */
export const isPassing = ({ code }: RailError): boolean =>
	code === 'MPESA_LOCKED' || code === 'MPESA_REPEATED';

/** The id of this payout came before. */
export const isKnownPayout = (error: unknown): boolean =>
	error instanceof RailError && /duplicate originator ?conversation ?id/i.test(error.message);

/**
 * Daraja refuses token errors, spike arrest and quota before any work. Other 5xx may have taken effect, and so may
 * redirects and time-outs. `body` is kept as evidence.
 */
export function refused(status: number, answer: unknown, body: string): RailError {
	const { providerCode, message } = refusalOf(answer);
	const error = (code: string, effect: Effect, as = providerCode) =>
		new RailError(code, message || `HTTP ${status}`, effect, as, undefined, {
			body,
			alert: as === ofUs ? 'MERCHANT_REFUSED' : null,
		});
	const isTokens = providerCode === '404.001.03' || status === 401 || /invalid access token/i.test(message);
	if (isTokens) return error('MPESA_TOKEN_REFUSED', 'none');
	const isBusy = providerCode === '500.003.02' || providerCode === '500.003.03' || status === 429;
	if (isBusy || /spike ?arrest/i.test(`${providerCode} ${message}`)) return error('MPESA_BUSY', 'none');
	const meaning = meanings.find(({ words }) => words.test(message));
	if (meaning) return error(meaning.code, meaning.effect, meaning.as ?? providerCode);
	const isUnclear = status >= 500 || status === 408 || (status >= 300 && status < 400);
	if (isUnclear || providerCode === overloaded) return error('MPESA_FAULT', 'unknown');
	// A plain number is the answer's code and not a result code: 1 does not mean "insufficient balance" there.
	return error('MPESA_REFUSED', 'refused', /^\d+$/.test(providerCode) ? '' : providerCode);
}
