import { sha256 } from '../sha256.ts';

/**
 * A gate device signs each request with its own key, which never leaves it: a copy of what it stores opens nothing.
 * `time`: milliseconds since 1970. `path`: with its query.
 */
export type DeviceRequest = { device: string; method: string; path: string; time: number; body: string };

/** The scheme of its Authorization header: `Gate <device>.<time>.<signature in base64url>`. */
export const deviceScheme = 'Gate';

/** What the device signs. */
export async function deviceMessage({
	device,
	method,
	path,
	time,
	body,
}: DeviceRequest): Promise<Uint8Array<ArrayBuffer>> {
	const encoder = new TextEncoder();
	const hash = await sha256(encoder.encode(body));
	return encoder.encode(['passa/gate/1', device, method, path, time, hash].join('\n'));
}
