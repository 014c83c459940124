import type { RequestEvent } from '@sveltejs/kit';
import { deviceCookie } from '#shared/device.server.ts';
import { unwrap } from '../unwrap.ts';
import { webConfig } from './config.server.ts';
import { platformFor } from './platform.server.ts';

/**
 * The token by which this browser's requests are counted. The platform gives one to a browser that has none. Null while
 * the platform does not answer: then the address is counted.
 */
export async function deviceToken(event: RequestEvent): Promise<string | null> {
	const known = event.cookies.get(deviceCookie);
	if (known || !webConfig().PLATFORM_URL) return known ?? null;
	await unwrap(platformFor(event).v1.device.$post()).catch(() => null);
	return event.cookies.get(deviceCookie) ?? null;
}
