import type { ClientResponse } from 'hono/client';
import { PassaError, type Problem } from '#shared/errors.ts';

type Fine = 200 | 201 | 202 | 204;
/** What an answer of a typed client holds when it is no refusal. */
export type Content<R> =
	R extends ClientResponse<infer T, infer S, string> ? (S extends Fine ? T : never) : never;

/** The content of an answer. What a service refuses is thrown with its code; no answer at all is SERVICE_UNREACHABLE. */
export async function answered<R extends Response | ClientResponse<unknown>>(
	asked: Promise<R>,
): Promise<Content<R>> {
	const response = (await asked.catch((cause: unknown) => {
		throw new PassaError('SERVICE_UNREACHABLE', 'Passa does not answer.', { status: 503, cause });
	})) as Response;
	if (!response.ok) throw await refusal(response);
	return (response.status === 204 ? null : await response.json()) as Content<R>;
}

async function refusal(response: Response): Promise<PassaError> {
	const { code, detail } = ((await response.json().catch(() => null)) ?? {}) as Partial<Problem>;
	const unreachable = response.status >= 502 && response.status <= 504;
	const fallback = unreachable ? 'SERVICE_UNREACHABLE' : 'UNAVAILABLE';
	return new PassaError(code ?? fallback, detail ?? `HTTP ${response.status}`, { status: response.status });
}
