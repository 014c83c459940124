import { z } from 'zod';
import { readJson } from './read-json.ts';

/** What comes to a result address, after a reversal or a status was asked for. Unsigned. */
export type AsyncResult = {
	conversationId: string;
	code: string;
	description: string;
	/** Of the transaction that was asked about, where a status says it: Completed, Reversed … */
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
