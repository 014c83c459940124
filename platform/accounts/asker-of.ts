import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { deviceCookie, type VerifyDevice } from '#shared/device.server.ts';
import type { Networks } from '#shared/service/address.ts';
import { callerOf } from '#shared/service/caller-address.server.ts';
import type { Asker } from './asker.ts';

export type AskerOf = (c: Context) => Promise<Asker>;

/** Who sent a request: the browser by its device cookie, if it shows one that we signed, and the IP address. */
export const askerReader =
	(verify: VerifyDevice, proxies: Networks): AskerOf =>
	async (c) => {
		const shown = getCookie(c, deviceCookie);
		const device = shown === undefined ? null : await verify(shown);
		return { device, address: callerOf(c, proxies) };
	};
