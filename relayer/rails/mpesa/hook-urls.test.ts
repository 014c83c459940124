import { createHmac, randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PassaError } from '#shared/errors.ts';
import { hookUrls, refuseHookUrls } from './hook-urls.ts';

const test = suite('addresses that M-Pesa calls');
const secret = 'f'.repeat(64);

const refusalOf = (baseUrl: string, isLive: boolean): string => {
	try {
		refuseHookUrls({ secret, baseUrl }, isLive);
		return 'none';
	} catch (error) {
		assert.is((error as PassaError).code, 'HOOK_ADDRESS_REFUSED');
		return (error as Error).message;
	}
};

test('each word that Daraja refuses ends the start, in any case and anywhere, with the address and the word', () => {
	for (const word of ['mpesa', 'M-PESA', 'Safaricom', 'exe', 'exec', 'cmd', 'SQL', 'Query'])
		for (const baseUrl of [
			`https://pay.${word}.example`,
			`https://passa.example/${word}s`,
			`https://my${word}.ke`,
		]) {
			const message = refusalOf(baseUrl, false);
			assert.match(message, `\`${word.toLowerCase()}\``);
			assert.match(message, `HOOK_BASE_URL gives the address ${baseUrl}/hooks/m/stk/`);
			assert.not.match(message, /[0-9a-f]{64}/, 'the secret part is not shown');
		}
	for (const hidden of ['%6Dpesa', 'm%70es%61', 'ｍｐｅｓａ', '%53QL'])
		assert.match(refusalOf(`https://passa.example/${hidden}`, false), /`(mpesa|sql)`/, hidden);
	assert.is(refusalOf('https://pay.passa.example/base%20a%ff', true), 'none');
});

test('on the live network addresses are https and no public tunnel; a sandbox takes both', () => {
	assert.match(refusalOf('http://pay.passa.example', true), 'https only');
	assert.match(refusalOf('https://passa.ngrok.app', true), '`ngrok`');
	assert.is(refusalOf('http://127.0.0.1:4002', false), 'none');
	assert.is(refusalOf('https://passa.ngrok.app', false), 'none');
});

const refused = /m[-_]?pesa|safaricom|exe|cmd|sql|query/i;

test('no secret part spells such a word, for any secret and purpose', () => {
	let wouldSpell = 0;
	for (let i = 0; i < 3_000; i++) {
		const secret = randomBytes(32).toString('hex');
		const { stk, c2b, result, late } = hookUrls({ secret, baseUrl: 'https://passa.example' });
		for (const url of [stk(String(i)), c2b('confirmation'), result('status', '1'), late('reversal', '1')])
			assert.not.match(url, refused);
		const base64 = createHmac('sha256', secret).update(String(i)).digest('base64url');
		if (refused.test(base64)) wouldSpell += 1;
	}
	assert.ok(wouldSpell > 0, 'the negative control: base64 spells some');
});

test.run();
