import { z } from 'zod';
import type { RefundResult } from '../inbox.ts';
import { readJson } from './read-json.ts';

/** The message at a result address, after a reversal or a status query. It is unsigned. */
export type AsyncResult = {
	conversationId: string;
	code: string;
	description: string;
	/** The status of the queried transaction, where the message has one: Completed, Reversed … */
	status: string | null;
};

const text = z.union([z.string(), z.number()]).transform(String);
const parameter = z.object({ Key: z.string(), Value: z.unknown().optional() });
const shape = z.object({
	Result: z.object({
		ConversationID: z.string().min(1).max(100),
		ResultCode: text,
		ResultDesc: z.string().max(1000).default(''),
		ResultParameters: z
			.object({ ResultParameter: z.union([z.array(parameter).max(50), parameter]) })
			.optional(),
	}),
});

/** From the raw body; null where it is no result. One parameter comes as an object, several as an array. */
export function parseResult(raw: Uint8Array): AsyncResult | null {
	const parsed = shape.safeParse(readJson(raw));
	if (!parsed.success) return null;
	const { ConversationID, ResultCode, ResultDesc, ResultParameters } = parsed.data.Result;
	const parameters = [ResultParameters?.ResultParameter ?? []].flat();
	const status = parameters.find((each) => each.Key === 'TransactionStatus')?.Value;
	return {
		conversationId: ConversationID,
		code: ResultCode,
		description: ResultDesc,
		status: typeof status === 'string' ? status : null,
	};
}

/** The receipt was reversed before, so the refund is done. */
export const alreadyReversed = 'R000001';
/** Our own account is short, or M-Pesa is busy. Both pass. */
const passing = ['1', '17', '26'];

/** What a result says about the refund, by the address that it came to. Null for an address of another kind. */
export function refundResultOf(address: string, result: AsyncResult): RefundResult | null {
	const { conversationId: requestId, code } = result;
	switch (address) {
		case 'reversal':
			return { requestId, kind: 'refund', outcome: reversalOutcome(code), code };
		case 'status':
			return { requestId, kind: 'refund-status', outcome: statusOutcome(result), code };
		case 'reversal-late':
			return { requestId, kind: 'refund', outcome: 'late', code };
		case 'status-late':
			return { requestId, kind: 'refund-status', outcome: 'late', code };
		default:
			return null;
	}
}

function reversalOutcome(code: string): RefundResult['outcome'] {
	if (code === '0' || code === alreadyReversed) return 'returned';
	return passing.includes(code) ? 'again' : 'failed';
}

/** `Completed`: the payment is still with us, and reversing it again cannot give it back twice. */
function statusOutcome({ code, status }: AsyncResult): RefundResult['outcome'] {
	if (status === 'Reversed') return 'returned';
	return code === '0' && status === 'Completed' ? 'again' : 'unknown';
}
