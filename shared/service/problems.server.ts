import { OpenAPIHono, z } from '@hono/zod-openapi';
import { DrizzleQueryError } from 'drizzle-orm';
import type { Context, Env } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import { PassaError, problem } from '../errors.ts';

const problemSchema = z
	.object({
		type: z.string(),
		title: z.string(),
		status: z.int(),
		code: z.string(),
		detail: z.string(),
		field: z.string().optional().openapi({ description: 'the path of the field that is wrong' }),
	})
	.openapi('Problem');

const answer = (description: string) => ({
	description,
	content: { 'application/problem+json': { schema: problemSchema } },
});

/** RFC 9457, for a route's description: `{ ...problems(400, 404), 200: … }`. */
export function problems<Status extends keyof typeof answers>(
	...statuses: Status[]
): Pick<typeof answers, Status> {
	return Object.fromEntries(statuses.map((s) => [s, answers[s]])) as Pick<typeof answers, Status>;
}

const answers = {
	400: answer('The request is not well formed, or cannot be served as it is.'),
	401: answer('Sign in first.'),
	403: answer('That is not open to you.'),
	404: answer('There is no such thing.'),
	409: answer('Something else came first.'),
	410: answer('It was there, and is over.'),
	429: answer('Too many requests: wait.'),
	503: answer('Not now: try again.'),
} as const;

function answerOf(error: PassaError): Response {
	const headers = new Headers({ 'content-type': 'application/problem+json' });
	if (error.status === 503) headers.set('retry-after', '1');
	if (typeof error.detail.retryAfter === 'number')
		headers.set('retry-after', String(error.detail.retryAfter));
	return new Response(JSON.stringify(problem(error)), { status: error.status, headers });
}

type Checked =
	| { success: true }
	| { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };

/** A request that does not fit its route's schema. */
export const invalidRequest = (result: Checked): Response | undefined => {
	if (result.success) return undefined;
	const [issue] = result.error.issues;
	const where = issue?.path.join('.') || 'request';
	const message = `${where}: ${issue?.message ?? 'not valid'}`;
	return answerOf(new PassaError('REQUEST_INVALID', message, { detail: { field: where } }));
};

/**
 * What Postgres says of values that no column of its kind holds: NUL in a text or in JSON, numbers out of range, times
 * of a year before 1 or after 9999.
 */
const unstorable = new Set(['22021', '22P05', '22003', '22007', '22008', '22009']);

/** Sends errors that are meant for clients. Of any other error clients see only that it happened. */
export const failed =
	(log: Logger) =>
	(error: Error, c: Context): Response => {
		if (error instanceof PassaError) return answerOf(error);
		if (error instanceof HTTPException && error.status < 500)
			return answerOf(new PassaError('REQUEST_INVALID', error.message, { status: error.status }));
		if (unstorable.has(plainly(error).code ?? ''))
			return answerOf(
				new PassaError('REQUEST_INVALID', 'a text holds NUL, or a number or a time is out of range'),
			);
		log.error({ ...plainly(error), route: `${c.req.method} ${routePath(c, -1)}` }, 'a request failed');
		return answerOf(new PassaError('UNAVAILABLE', 'this did not work; try again', { status: 503 }));
	};

/** A query's error holds its parameters, which may be personal. So only the database's own message is logged. */
export function plainly(error: Error): { code?: string; error: string } {
	const cause = error instanceof DrizzleQueryError ? ((error.cause ?? {}) as Error) : error;
	const where = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
	return {
		code: (cause as { code?: string }).code,
		error: [`${cause.name}: ${cause.message}`, ...where].join('\n'),
	};
}

export const notFound = (c: Context): Response =>
	answerOf(new PassaError('NOT_FOUND', `there is nothing at ${c.req.path}`, { status: 404 }));

/** An app whose validation errors are problems. */
export const resource = <E extends Env = Env>() => new OpenAPIHono<E>({ defaultHook: invalidRequest });
