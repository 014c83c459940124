import * as assert from 'uvu/assert';
import type { Json, NetworkFixture } from './network-fixture.ts';

/** Horizon's answer as it comes. Pages of any origin may read it. */
export async function horizonAnswer(
	net: NetworkFixture,
	path: string,
): Promise<{ status: number; type: string; body: Json }> {
	const response = await fetch(net.localnet.url + path);
	assert.is(response.headers.get('access-control-allow-origin'), '*');
	const type = response.headers.get('content-type')!;
	return { status: response.status, type, body: await response.json() };
}
