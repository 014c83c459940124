import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countedAddress } from './counted-address.ts';

const test = suite('what a rate limit counts for an address');

test('all addresses of an IPv6 /64 count as one, however they are written', () => {
	const network = '2001:db8:0:1::/64';
	for (const address of [
		'2001:db8:0:1::1',
		'2001:0db8:0000:0001:ffff:ffff:ffff:ffff',
		'2001:DB8:0:1:2::',
		'2001:db8:0:1::1%eth0',
	])
		assert.is(countedAddress(address), network, address);
	assert.is(countedAddress('2001:db8:0:2::1'), '2001:db8:0:2::/64', 'a neighbour is another');
	assert.is(countedAddress('::1'), '0:0:0:0::/64');
});

test('each IPv4 address counts by itself, also where it is written as IPv6', () => {
	assert.is(countedAddress('203.0.113.7'), '203.0.113.7');
	assert.is(countedAddress('::ffff:203.0.113.7'), '203.0.113.7');
	assert.is(countedAddress('::FFFF:203.0.113.8'), '203.0.113.8');
	assert.is(countedAddress('::ffff:cb00:7109'), '203.0.113.9');
	assert.is(countedAddress('64:ff9b::203.0.113.9'), '203.0.113.9', 'behind a translator (RFC 6052)');
	assert.is(countedAddress('64:ff9b::1:0:203.0.113.9'), '64:ff9b:0:0::/64', 'another network');
});

test('what is no address stays as it is', () => {
	for (const text of ['', 'unknown', '2001:db8']) assert.is(countedAddress(text), text);
});

test.run();
