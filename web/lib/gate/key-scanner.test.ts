import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keyScanner } from './key-scanner.ts';

/** What comes of these keys, each `gap` milliseconds after the one before. */
function typed(keys: string[], gap: number): string | null {
	const press = keyScanner();
	return keys.reduce<string | null>((_, key, i) => press(key, 1_000 + i * gap).code, null);
}
const code = 'PASSA1:6BFOXN%TS3DH';

test('fast keys that end with Enter are a scan, with the keys of no character left out', () => {
	assert.is(typed([...code, 'Enter'], 5), code);
	assert.is(typed([...[...code].flatMap((key) => ['Shift', key]), 'Enter'], 4), code);
});

test('what a person types is no scan, and neither is an Enter alone', () => {
	assert.is(typed([...code, 'Enter'], 150), null);
	assert.is(typed(['Enter'], 5), null);
	assert.is(typed([...'481516', 'Enter'], 5), null);
});

test('two scans in a row are two, and a pause forgets half a scan', () => {
	const press = keyScanner();
	let at = 1_000;
	const key = (name: string) => {
		at += 5;
		return press(name, at).code;
	};
	const send = (text: string): string | null => [...text, 'Enter'].map(key).at(-1)!;
	assert.is(send(code), code);
	assert.is(send(`${code}2`), `${code}2`);
	[...'HALF A CODE TH'].map(key);
	at += 500;
	assert.is(send(code), code);
});

test("a scanner's space presses no button, and a person's does", () => {
	const press = keyScanner();
	for (const [i, key] of [...'PAS'].entries()) press(key, 1_000 + i * 5);
	assert.ok(press(' ', 1_020).isScan);
	assert.not.ok(press(' ', 9_000).isScan);
});

test.run();
