import { prepared } from '#lib/server/prepared.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { RequestHandler } from './$types';

/** Prepares a gift. */
export const POST: RequestHandler = (event) => prepared(event, (of, asked) => unwrap(of.gifts.$post(asked)));
