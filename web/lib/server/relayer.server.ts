import { PassaError, type Problem } from '#shared/errors.ts';
import { webConfig } from './config.server.ts';

type Call = {
	/** An order's read token, or a supporter's. */
	token?: string;
	/** Sent as JSON, by POST. */
	body?: unknown;
	/** Who asks: the relayer limits tries per address. */
	address?: string;
	signal?: AbortSignal;
};

const timeoutMs = 10_000;

/** One call of the relayer's API. What it refuses is thrown with its code; no answer is SERVICE_UNREACHABLE. */
export async function fromRelayer<T>(path: string, call: Call = {}): Promise<T> {
	const { RELAYER_URL } = webConfig();
	if (!RELAYER_URL) throw new PassaError('METHOD_UNAVAILABLE', 'There is no M-Pesa here.', { status: 503 });
	const response = await fetch(`${RELAYER_URL}${path}`, {
		method: call.body === undefined ? 'GET' : 'POST',
		headers: headersOf(call),
		body: call.body === undefined ? undefined : JSON.stringify(call.body),
		signal: call.signal ?? AbortSignal.timeout(timeoutMs),
	}).catch((cause: unknown) => {
		throw new PassaError('SERVICE_UNREACHABLE', 'M-Pesa payments do not answer.', { status: 503, cause });
	});
	if (response.ok) return (await response.json()) as T;
	throw await refusal(response);
}

function headersOf({ token, body, address }: Call): Record<string, string> {
	return {
		...(token ? { authorization: `Bearer ${token}` } : {}),
		...(body === undefined ? {} : { 'content-type': 'application/json' }),
		...(address ? { 'x-forwarded-for': address } : {}),
	};
}

async function refusal(response: Response): Promise<PassaError> {
	const { code, detail } = ((await response.json().catch(() => null)) ?? {}) as Partial<Problem>;
	const retryAfter = Number(response.headers.get('retry-after')) || undefined;
	return new PassaError(code ?? 'UNAVAILABLE', detail ?? `HTTP ${response.status}`, {
		status: response.status,
		detail: { retryAfter },
	});
}
