export type JsonRpcError = { code: number; message: string };

/** How providers refuse in JSON-RPC for the number of requests. */
const limitCodes = [429, -32005, -32029, -32097];
const limitWords = /rate.?limit|too many requests|quota|request limit|throttl/i;

/** Whether an answer refuses a call for the number of requests. `pause`: what its Retry-After asks for. */
export function isLimit(status: number, pause: number | null, error: JsonRpcError | undefined): boolean {
	if (status === 429 || (status === 503 && pause !== null)) return true;
	return isJsonRpcError(error) && (limitCodes.includes(error.code) || limitWords.test(error.message));
}

export const isJsonRpcError = (error: unknown): error is JsonRpcError =>
	typeof (error as JsonRpcError | undefined)?.code === 'number' &&
	typeof (error as JsonRpcError).message === 'string';
