import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noNetworks, readAddress, readNetworks } from './address.ts';

const test = suite('IP addresses');

test('an address has one form, however it is written: with a port, in brackets, as IPv6', () => {
	for (const [text, address] of [
		['1.2.3.4', '1.2.3.4'],
		[' 1.2.3.4 ', '1.2.3.4'],
		['1.2.3.4:5678', '1.2.3.4'],
		['"1.2.3.4:5678"', '1.2.3.4'],
		['::ffff:1.2.3.4', '1.2.3.4'],
		['::FFFF:0102:0304', '1.2.3.4'],
		['0:0:0:0:0:ffff:1.2.3.4', '1.2.3.4'],
		['[::ffff:1.2.3.4]:443', '1.2.3.4'],
		['::1', '::1'],
		['[::1]', '::1'],
		['[::1]:80', '::1'],
		['"[2001:db8::1]:4711"', '2001:db8::1'],
		['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
		['fe80::1%eth0', 'fe80::1'],
	] as const)
		assert.is(readAddress(text), address, text);
});

test('text that is not an address gives null', () => {
	for (const text of [
		'',
		'unknown',
		'_hidden',
		'localhost',
		'1.2.3',
		'1.2.3.4.5',
		'1.2.3.256',
		'01.2.3.4',
		'0x7f.1',
		'1.2.3.4:',
		'1.2.3.4:port',
		'1.2.3.4, 5.6.7.8',
		'[1.2.3.4]',
		'[::1',
		'::1]:80',
		'2001:db8',
		'2001:db8::1::2',
		'for=1.2.3.4',
		'<script>',
	])
		assert.is(readAddress(text), null, text);
});

test('a list has addresses and networks of both families', () => {
	const listed = readNetworks('10.0.0.7, 192.168.0.0/16,2001:db8::/32 , ::1, ::ffff:172.16.0.0/108');
	for (const [address, is] of [
		['10.0.0.7', true],
		['::ffff:10.0.0.7', true],
		['10.0.0.8', false],
		['192.168.255.255', true],
		['192.169.0.0', false],
		['2001:db8:ffff::1', true],
		['2001:db9::1', false],
		['::1', true],
		['172.16.3.4', true],
		['172.32.0.1', false],
		['', false],
		['unknown', false],
	] as const)
		assert.is(listed.has(address), is, address);
	assert.is(readNetworks('').has('127.0.0.1'), false);
	assert.is(noNetworks.has('127.0.0.1'), false);
});

test('a malformed list is refused, and so is one that would trust every address', () => {
	for (const text of [
		'true',
		'localhost',
		'10.0.0.0/33',
		'10.0.0.0/',
		'10.0.0.0/8/8',
		'10.0.0/8',
		'2001:db8::/129',
		'0.0.0.0/0',
		'::/0',
		'::ffff:0.0.0.0/96',
		'10.0.0.1:80',
		'[::1]',
		'10.0.0.1 10.0.0.2',
	])
		assert.throws(
			() => readNetworks(text),
			(error: Error) => error instanceof RangeError,
			text,
		);
});

test.run();
