import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { appAddress, base32, codeAt, newSecret, stepAt, stepOf } from './totp.ts';

const test = suite('codes of an authenticator app');
/** The key of RFC 6238, appendix B. */
const secret = Buffer.from('12345678901234567890');

test('codes are those of RFC 6238, as far as six digits of its eight go', () => {
	const known: [number, string][] = [
		[59, '287082'],
		[1_111_111_109, '081804'],
		[1_111_111_111, '050471'],
		[1_234_567_890, '005924'],
		[2_000_000_000, '279037'],
		[20_000_000_000, '353130'],
	];
	for (const [seconds, code] of known) assert.is(codeAt(secret, stepAt(new Date(seconds * 1000))), code);
});

test('a code counts half a minute before and after its own, and no longer', () => {
	const now = new Date(1_700_000_000_000);
	const step = stepAt(now);
	for (const offset of [-1n, 0n, 1n])
		assert.is(stepOf(secret, codeAt(secret, step + offset), now), step + offset);
	for (const offset of [-2n, 2n, 100n]) assert.is(stepOf(secret, codeAt(secret, step + offset), now), null);
	for (const code of ['', '12345', '1234567', 'abcdef', `${codeAt(secret, step)}0`])
		assert.is(stepOf(secret, code, now), null);
});

test('base32 is that of RFC 4648', () => {
	const known = {
		'': '',
		f: 'MY',
		fo: 'MZXQ',
		foo: 'MZXW6',
		foob: 'MZXW6YQ',
		fooba: 'MZXW6YTB',
		foobar: 'MZXW6YTBOI',
	};
	for (const [text, encoded] of Object.entries(known)) assert.is(base32(Buffer.from(text)), encoded);
	assert.is(newSecret().length, 20);
	assert.match(
		appAddress(secret),
		/^otpauth:\/\/totp\/Passa\?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Passa/,
	);
});

test.run();
