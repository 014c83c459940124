import type { Context, MiddlewareHandler } from 'hono';
import type { Deps } from './api-deps.ts';

/** Within a ledger nothing on chain changes; documents and audits may show so many milliseconds later. */
const keptMilliseconds = 50;
/** Answers that are kept at a time: beyond that, each request reads by itself. */
const mostKept = 2000;
/** Each is made for one asker, and large. */
const notShared = /\/evidence$/;

type Answer = { text: string; type: string };

/**
 * Requests for the same address at the same ledger share one read: a crowd before one event's page costs the database as
 * much as one visitor. Refusals and failures are each asker's own. `minLedger` has been waited for before.
 */
export function sharedAnswers({ progress }: Pick<Deps, 'progress'>): MiddlewareHandler {
	const answers = new Map<string, Promise<Answer | null>>();
	return async (c, next) => {
		const key = keyOf(c, progress.ledger);
		if (key === null) return next();
		const known = answers.get(key);
		if (known) {
			const answer = await known;
			return answer ? c.body(answer.text, 200, { 'content-type': answer.type }) : next();
		}
		if (answers.size >= mostKept) return next();
		const { promise, resolve } = Promise.withResolvers<Answer | null>();
		answers.set(key, promise);
		try {
			await next();
			resolve(await answerIn(c.res));
		} finally {
			resolve(null);
			setTimeout(() => answers.delete(key), keptMilliseconds).unref();
		}
	};
}

/** Null for what is not shared. */
function keyOf({ req }: Context, ledger: number): string | null {
	if (req.method !== 'GET' || notShared.test(req.path)) return null;
	const query = new URL(req.url).searchParams;
	query.delete('minLedger');
	query.sort();
	return `${ledger} ${req.path}?${query}`;
}

async function answerIn(response: Response): Promise<Answer | null> {
	const type = response.headers.get('content-type') ?? '';
	if (response.status !== 200 || !type.startsWith('application/json')) return null;
	return { text: await response.clone().text(), type };
}
