import { prepared } from '#lib/server/prepared.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { RequestHandler } from './$types';

/** Prepares a refund after the date. */
export const POST: RequestHandler = (event) =>
	prepared(event, (of, asked) => unwrap(of.goodwill.$post(asked)));
