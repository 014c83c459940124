import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** The caller's IP. Behind our own proxy it is the last one in the header: the caller may have sent others. */
export function addressOf(c: Context, trustProxy: boolean): string {
	const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
	if (forwarded) return forwarded;
	// A request made within the process, by a test, has no connection.
	return c.env?.incoming ? (getConnInfo(c).remote.address ?? '') : '';
}
