import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { type Networks, readAddress } from './address.ts';

/**
 * The caller's IP address: the connection's peer, or if that is one of our proxies, the last address in
 * X-Forwarded-For that is not one of them. A proxy appends what it sees, so a caller can write only what comes before.
 * A hop that is not an address ends the search at the proxy that wrote it. Empty if the peer is not known.
 */
export function callerAddress(
	peer: string | undefined,
	forwarded: string | string[] | undefined,
	proxies: Networks,
): string {
	const hops = [forwarded ?? []].flat().join(',').split(',');
	let caller = readAddress(peer ?? '') ?? '';
	while (hops.length > 0 && proxies.has(caller)) {
		const hop = readAddress(hops.pop()!);
		if (hop === null) break;
		caller = hop;
	}
	return caller;
}

/** `callerAddress` of a request. A request made within the process has no connection. */
export function callerOf(c: Context, proxies: Networks): string {
	const hasConnection = c.env?.incoming !== undefined || c.env?.server !== undefined;
	const peer = hasConnection ? getConnInfo(c).remote.address : undefined;
	return callerAddress(peer, c.req.header('x-forwarded-for'), proxies);
}
