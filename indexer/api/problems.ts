import { type Hook, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context, Env } from 'hono';
import type { Logger } from 'pino';
import { PassaError, problem } from '#shared/errors.ts';

const problemSchema = z
	.object({ type: z.string(), title: z.string(), status: z.int(), code: z.string(), detail: z.string() })
	.openapi('Problem');

const answer = (description: string) => ({
	description,
	content: { 'application/problem+json': { schema: problemSchema } },
});

/** RFC 9457, for a route's description. */
export const problems = {
	400: answer('The request is not well formed.'),
	404: answer('There is no such thing.'),
	503: answer('Not now: try again.'),
} as const;

function answerOf(error: PassaError): Response {
	const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
	if (error.status === 503) headers['retry-after'] = '1';
	return new Response(JSON.stringify(problem(error)), { status: error.status, headers });
}

/** A request that does not fit its route's schema. */
export const invalidRequest: Hook<unknown, Env, string, unknown> = (result) => {
	if (result.success) return;
	const [issue] = result.error.issues;
	const where = issue?.path.join('.') || 'request';
	return answerOf(new PassaError('REQUEST_INVALID', `${where}: ${issue?.message ?? 'not valid'}`));
};

/** What is meant for clients is sent; of anything else they hear only that it happened. */
export const failed =
	(log: Logger) =>
	(error: Error, c: Context): Response => {
		if (error instanceof PassaError) return answerOf(error);
		log.error({ err: error, path: c.req.path }, 'a request failed');
		return answerOf(new PassaError('UNAVAILABLE', 'this did not work; try again', { status: 503 }));
	};

export const notFound = (c: Context): Response =>
	answerOf(new PassaError('NOT_FOUND', `there is nothing at ${c.req.path}`, { status: 404 }));

/** An app whose validation errors are problems. */
export const resource = () => new OpenAPIHono({ defaultHook: invalidRequest });
