import type { ClientResponse } from 'hono/client';
import { PassaError, type Problem } from '#shared/errors.ts';

type Success = 200 | 201 | 202 | 204;
/** The content of a successful answer of a typed client. */
export type Content<R> =
	R extends ClientResponse<infer T, infer S, string> ? (S extends Success ? T : never) : never;

/**
 * The content of an answer; null for 204. Throws PassaError: the service's own code if it refuses, SERVICE_UNREACHABLE
 * if it does not answer, UNAVAILABLE if it fails without a code.
 */
export async function unwrap<R extends Response | ClientResponse<unknown>>(
	request: Promise<R>,
): Promise<Content<R>> {
	const response = (await request.catch((cause: unknown) => {
		throw new PassaError('SERVICE_UNREACHABLE', 'Passa does not answer.', { status: 503, cause });
	})) as Response;
	if (!response.ok) throw await refusal(response);
	return (response.status === 204 ? null : await response.json()) as Content<R>;
}

async function refusal(response: Response): Promise<PassaError> {
	const { code, detail, field } = ((await response.json().catch(() => null)) ?? {}) as Partial<Problem>;
	const unreachable = response.status >= 502 && response.status <= 504;
	const fallback = unreachable ? 'SERVICE_UNREACHABLE' : 'UNAVAILABLE';
	return new PassaError(code ?? fallback, detail ?? `HTTP ${response.status}`, {
		status: response.status,
		detail: field === undefined ? {} : { field },
	});
}
