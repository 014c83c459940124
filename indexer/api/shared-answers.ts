import type { Context, MiddlewareHandler } from 'hono';
import type { Deps } from './api-deps.ts';

/** Where so many have waited for one read, there is a crowd: others get its answer a moment longer. */
const crowd = 2;
/** Within a ledger nothing on chain changes; a crowd may see documents and audits so many milliseconds later. */
const keptMilliseconds = 50;
/** Answers that are kept at a time: beyond that, each request reads by itself. */
const mostKept = 2000;
/** Each is made for one asker, and large. */
const notShared = /\/evidence$/;

type Answer = { text: string; type: string };
type Reading = { answer: Promise<Answer | null>; waiting: number };

/**
 * Requests for the same address at the same ledger share one read: a crowd before one event's page costs the database as
 * much as one visitor. Refusals and failures are each asker's own. `minLedger` has been waited for before.
 */
export function sharedAnswers({ progress }: Pick<Deps, 'progress'>): MiddlewareHandler {
	const readings = new Map<string, Reading>();
	return async (c, next) => {
		const key = keyOf(c, progress.ledger);
		if (key === null) return next();
		const known = readings.get(key);
		if (known) {
			known.waiting++;
			const answer = await known.answer;
			return answer ? c.body(answer.text, 200, { 'content-type': answer.type }) : next();
		}
		if (readings.size >= mostKept) return next();
		const { promise, resolve } = Promise.withResolvers<Answer | null>();
		const reading = { answer: promise, waiting: 0 };
		readings.set(key, reading);
		try {
			await next();
			resolve(await answerIn(c.res));
		} finally {
			resolve(null);
			if (reading.waiting < crowd) readings.delete(key);
			else setTimeout(() => readings.delete(key), keptMilliseconds).unref();
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
