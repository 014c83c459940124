import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noNetworks, readNetworks } from './address.ts';
import { callerAddress, callerOf } from './caller-address.server.ts';

const test = suite('who calls');
const proxies = readNetworks('10.0.0.0/8, 2001:db8:1::/48');

test('X-Forwarded-For counts only from our proxies, and only up to the first address that is not one of them', () => {
	for (const [peer, forwarded, caller, why] of [
		['203.0.113.9', undefined, '203.0.113.9', 'no proxy'],
		['203.0.113.9', '198.51.100.1', '203.0.113.9', 'a caller who writes the header itself'],
		['203.0.113.9', '10.0.0.1', '203.0.113.9', 'not even one of ours in it'],
		['10.0.0.1', '198.51.100.1', '198.51.100.1', 'one proxy'],
		['::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1', 'its address written as IPv6'],
		['2001:db8:1::7', '2001:db8:2::1', '2001:db8:2::1', 'IPv6'],
		['10.0.0.1', '192.0.2.66, 198.51.100.1', '198.51.100.1', 'what the caller sent stands before'],
		['10.0.0.1', '198.51.100.1, 10.0.0.2', '198.51.100.1', 'two proxies'],
		['10.0.0.1', '192.0.2.66, 198.51.100.1, 10.0.0.3, 10.0.0.2', '198.51.100.1', 'three'],
		['10.0.0.1', ['192.0.2.66', '198.51.100.1, 10.0.0.2'], '198.51.100.1', 'several headers'],
		['10.0.0.1', '198.51.100.1:5678', '198.51.100.1', 'with a port'],
		['10.0.0.1', '[2001:db8:2::1]:80', '2001:db8:2::1', 'in brackets, with a port'],
		['10.0.0.1', '"[2001:db8:2::1]:80"', '2001:db8:2::1', 'quoted'],
		['10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1', 'IPv4 written as IPv6'],
		['10.0.0.1', 'unknown', '10.0.0.1', 'no address: the proxy that wrote it'],
		['10.0.0.1', '198.51.100.1, garbage, 10.0.0.2', '10.0.0.2', 'nothing before it is believed'],
		['10.0.0.1', '198.51.100.1,', '10.0.0.1', 'an empty hop'],
		['10.0.0.1', '', '10.0.0.1', 'an empty header'],
		['10.0.0.1', undefined, '10.0.0.1', 'a proxy that calls for itself'],
		['10.0.0.1', '10.0.0.9, 10.0.0.2', '10.0.0.9', 'all of ours: the first'],
		[undefined, '198.51.100.1', '', 'no connection'],
		['not an address', '198.51.100.1', '', 'a peer that is none'],
	] as const)
		assert.is(callerAddress(peer, forwarded as string | string[], proxies), caller, why);
});

test('without a list the peer is the caller, also on this machine', () => {
	assert.is(callerAddress('127.0.0.1', '198.51.100.1', noNetworks), '127.0.0.1');
});

test('a real connection has its peer, with several headers of one name', async () => {
	const app = new Hono();
	let listed = noNetworks;
	app.get('/', (c) => c.text(callerOf(c, listed)));
	const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
	await new Promise<void>((done) => server.once('listening', done));
	const headers = new Headers([
		['x-forwarded-for', '192.0.2.66'],
		['x-forwarded-for', '198.51.100.1:99'],
	]);
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	const asked = async () => (await fetch(url, { headers })).text();
	try {
		assert.is(await asked(), '127.0.0.1');
		listed = readNetworks('127.0.0.1');
		assert.is(await asked(), '198.51.100.1');
	} finally {
		server.close();
	}
	assert.is(await (await app.request('/', { headers })).text(), '', 'within the process there is none');
});

test.run();
