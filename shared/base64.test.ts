import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asBase64, fromBase64, strictBase64 } from './base64.ts';

/** What a browser makes of it: bytes, or null where it throws. */
function inBrowser(text: string): Uint8Array | null {
	const { Buffer } = globalThis;
	Reflect.deleteProperty(globalThis, 'Buffer');
	try {
		return fromBase64(text);
	} catch {
		return null;
	} finally {
		globalThis.Buffer = Buffer;
	}
}

function here(text: string): Uint8Array | null {
	try {
		return fromBase64(text);
	} catch {
		return null;
	}
}

test('bytes come back', () => {
	for (let size = 0; size < 70; size++) {
		const bytes = Uint8Array.from({ length: size }, (_, i) => (size * 31 + i * 7) % 256);
		assert.equal(fromBase64(asBase64(bytes)), bytes);
		assert.equal(inBrowser(asBase64(bytes)), bytes);
	}
});

test('Node reads and refuses the same texts as a browser', () => {
	const odd = [
		'',
		'A',
		'AA',
		'AAA',
		'AA==',
		'AA=',
		'A===',
		'====',
		'AA=A',
		'AAAA=',
		'AA==AAAA',
		'A-_A',
		'AB==',
		'AAB=',
	];
	const others = [
		'AA AA',
		'AAAA\n',
		'\tAAAA',
		'AA\u0000A',
		'ĀAAA',
		'AAA\u00e9',
		'!!!!',
		'AAAA====',
		'A=AA',
		'//++',
		'AAAAAAA ',
	];
	for (const text of [...odd, ...others]) assert.equal(here(text), inBrowser(text), JSON.stringify(text));
	const isWritten = (text: string) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
	for (const text of [...odd, ...others])
		assert.equal(strictBase64(text), isWritten(text) ? here(text) : null, JSON.stringify(text));
});

test('bytes that share a buffer are as long as their text says, and those that are kept have a buffer of their own', () => {
	for (let size = 0; size < 70; size++) {
		const text = asBase64(new Uint8Array(size).fill(size));
		assert.equal(strictBase64(text), new Uint8Array(size).fill(size));
		const kept = fromBase64(text);
		assert.equal([kept.byteOffset, kept.buffer.byteLength], [0, size]);
	}
});

test.run();
