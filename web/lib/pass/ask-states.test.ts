import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endedPasses } from './ask-states.ts';
import type { DeviceKey } from './device-store.ts';
import type { HeldPass } from './held-pass.ts';

const key = { publicKey: 'key' } as DeviceKey;
const passes = [
	{ event: 'C1', ticket: '1', delegation: 1 },
	{ event: 'C1', ticket: '2', delegation: 4 },
] as HeldPass[];
const saying = (...states: string[]) =>
	(async (_: unknown, init: RequestInit) => {
		const { deviceKey, items } = JSON.parse(String(init.body));
		assert.is(deviceKey, 'key');
		return new Response(
			JSON.stringify({
				items: items.map((each: object, i: number) => ({ ...each, state: states[i] })),
			}),
		);
	}) as unknown as typeof fetch;

test('a pass that lets nobody in says why, and a good one says nothing', async () => {
	const found = await endedPasses(key, passes, new Map(), saying('good', 'refunded'));
	assert.equal([...found.keys()], ['C1/2']);
	assert.match(found.get('C1/2')!, /given back/);
});

test('what nobody can say now changes nothing that is shown', async () => {
	assert.equal(await endedPasses(key, passes, new Map(), saying('unknown', 'a new word')), new Map());
	const before = new Map([['C1/1', 'This ticket was given back.']]);
	const gone = (async () => new Response('', { status: 503 })) as unknown as typeof fetch;
	const none = (() => Promise.reject(new TypeError('no network'))) as typeof fetch;
	for (const get of [gone, none]) assert.is(await endedPasses(key, passes, before, get), before);
});

test.run();
