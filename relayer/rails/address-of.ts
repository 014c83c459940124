import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** Who asks, by IP. Behind our own proxy it is the last one that it put into the header; whoever asks may have put others. */
export function addressOf(c: Context, trustProxy: boolean): string {
	const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
	if (forwarded) return forwarded;
	// A request made within the process, by a test, has no connection.
	return c.env?.incoming ? (getConnInfo(c).remote.address ?? '') : '';
}
