import type { RefundResult } from '../inbox.ts';
import type { ResultKind } from './hook-urls.ts';
import { code, fields, id, named, readJson, text } from './json-readers.ts';

/** The message at a result address, after a reversal or a status query. It is unsigned. */
export type AsyncResult = {
	/** Daraja's id of the request, and the one that it calls ours: either names it. */
	requestIds: string[];
	/** Empty if the message names none. */
	code: string;
	/** The status of the queried transaction, if the message has one: completed, reversed … */
	status: string;
};

const shape = fields({
	Result: fields({
		ConversationID: id,
		OriginatorConversationID: id,
		ResultCode: code,
		ResultParameters: fields({ ResultParameter: named }),
	}),
});

/** From the body. One parameter comes as an object, several as an array. */
export function parseResult(body: string): AsyncResult {
	const { ConversationID, OriginatorConversationID, ResultCode, ResultParameters } = shape(
		readJson(body),
	).Result;
	return {
		requestIds: [ConversationID, OriginatorConversationID].filter((each) => each !== null),
		code: ResultCode,
		status: text(ResultParameters.ResultParameter('TransactionStatus')).toLowerCase(),
	};
}

/** The receipt was reversed before, so the refund is done. */
export const alreadyReversed = 'R000001';
/** Our own account is short, or M-Pesa is busy. Both pass. */
const passing = ['1', '17', '26'];

/**
 * What a result says about the refund, by the address that it came to. Null for an address of another kind, and for a
 * message without a result. A time-out needs none: that it came is what it says.
 */
export function refundResultOf(address: string, result: AsyncResult): RefundResult | null {
	const { requestIds, code } = result;
	const [about, late] = address.split('-late');
	if (!isResultKind(about!) || (late !== undefined && late !== '')) return null;
	const { kind, way, outcomeOf } = addresses[about];
	if (late === '') return { requestIds, kind, way, outcome: 'late', code };
	return code === '' ? null : { requestIds, kind, way, outcome: outcomeOf(result), code };
}

const addresses: Record<
	ResultKind,
	Pick<RefundResult, 'kind' | 'way'> & { outcomeOf(result: AsyncResult): RefundResult['outcome'] }
> = {
	reversal: { kind: 'refund', way: 'reversal', outcomeOf: ({ code }) => reversalOutcome(code) },
	status: { kind: 'refund-status', way: 'reversal', outcomeOf: statusOutcome },
	payout: { kind: 'refund', way: 'payout', outcomeOf: ({ code }) => payoutOutcome(code) },
	'payout-status': { kind: 'refund-status', way: 'payout', outcomeOf: payoutStatusOutcome },
};

const isResultKind = (name: string): name is ResultKind => Object.hasOwn(addresses, name);

function reversalOutcome(code: string): RefundResult['outcome'] {
	if (code === '0' || code === alreadyReversed) return 'returned';
	return passing.includes(code) ? 'again' : 'failed';
}

function payoutOutcome(code: string): RefundResult['outcome'] {
	if (code === '0') return 'returned';
	return passing.includes(code) ? 'again' : 'failed';
}

/** M-Pesa knows no such payout: it never arrived, and sending it under the same id cannot pay it twice. */
const unknownPayout = 'R000002';

function payoutStatusOutcome({ code, status }: AsyncResult): RefundResult['outcome'] {
	if (code === unknownPayout) return 'again';
	if (code !== '0') return 'unknown';
	if (status === 'completed') return 'returned';
	return status === 'failed' || status === 'declined' || status === 'cancelled' ? 'failed' : 'unknown';
}

/** `completed`: the payment is still with us, and reversing it again cannot give it back twice. */
function statusOutcome({ code, status }: AsyncResult): RefundResult['outcome'] {
	if (status === 'reversed') return 'returned';
	return code === '0' && status === 'completed' ? 'again' : 'unknown';
}
