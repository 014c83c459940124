import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { archiveAddresses } from '#shared/service/rpc.server.ts';
import { connectPolicy } from './connect-policy.ts';

const policy = "default-src 'self'; connect-src 'self'; font-src 'self'";

test('a page may call the nodes and the archives that are configured, each host once, and nobody else', () => {
	const urls = ['https://rpc.example/key', 'https://a.example/prd/one', 'https://a.example/prd/two'];
	const allowed = connectPolicy(policy, urls);
	assert.is(
		allowed,
		"default-src 'self'; connect-src 'self' https://rpc.example https://a.example; font-src 'self'",
	);
	assert.is(connectPolicy(policy, []), policy);
});

test('archives are a list of http or https addresses, none where the variable is unset', () => {
	const read = (text: string | undefined) => archiveAddresses.safeParse(text);
	assert.equal(read(undefined).data, []);
	assert.equal(read('https://a.example/one, http://b.example').data, [
		'https://a.example/one',
		'http://b.example',
	]);
	for (const wrong of ['file:///archive', 'a.example', 'https://a.example,ftp://b.example'])
		assert.not.ok(read(wrong).success, wrong);
});

test.run();
