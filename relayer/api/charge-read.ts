import type { Context } from 'hono';
import { hex } from '#shared/hex.ts';
import { callerOf } from '#shared/service/caller-address.server.ts';
import { countedAddress } from '#shared/service/counted-address.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { limits } from '../models/limits.ts';
import type { Deps } from './api-deps.ts';

const most = { links: 300, listings: 3000, held: 300, points: 300 };

/**
 * Counts a look by its address. Links: a caller that guesses among 10¹⁷ codes is stopped here long before the first right one. Listings: each
 * look asks the network, and a carrier puts thousands of fans behind one address. Points: each look
 * reads every leaf of a root. Throws TOO_MANY_REQUESTS.
 */
export async function chargeRead(
	deps: Deps,
	c: Context<Guarded>,
	at: 'links' | 'listings' | 'points',
): Promise<void> {
	const address = deps.seal.keyOf('address', countedAddress(callerOf(c, deps.proxies)));
	await charge(deps, at, address);
}

/** Counts a look at a person's held account, which asks the network, by the person. Throws TOO_MANY_REQUESTS. */
export const chargeHeldRead = (deps: Deps, account: string): Promise<void> =>
	charge(deps, 'held', deps.seal.keyOf('account', account));

function charge(deps: Deps, at: keyof typeof most, who: Uint8Array): Promise<void> {
	const looks = { seconds: 600, max: most[at], code: 'TOO_MANY_REQUESTS' } as const;
	return limitRate(deps.db, limits, `${at} ${hex(who)}`, looks, deps.clock.now());
}
