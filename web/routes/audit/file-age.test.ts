import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Locale, overwriteGetLocale } from '#lib/paraglide/runtime.js';
import type { FileAtNode, FileComparison } from '#shared/chain/audit/evidence.ts';
import { fileAge, fileAgeWords } from './file-age.ts';

const node: FileAtNode = { ledger: 120, from: 1, differences: [], laterEvents: 0, isOld: false, logged: 4n };
const fileWith = (...nodes: FileAtNode[]) => ({
	ledger: 100,
	file: { ledgers: null, nodes } satisfies FileComparison,
});
const old = fileWith({ ...node, isOld: true, laterEvents: 3 });
const forged = fileWith({ ...node, isOld: true, differences: ['event 7 is not in the file'] });
const ahead = fileWith({ ...node, ledger: 80, differences: ['the node is at ledger 80, the file at 100'] });

function inLocale<T>(locale: Locale, run: () => T): T {
	overwriteGetLocale(() => locale);
	try {
		return run();
	} finally {
		overwriteGetLocale(() => 'en');
	}
}

test('evidence that was just read has no age', () => {
	assert.is(fileAge({ ledger: 100, file: null }), null);
});

test('a file that nobody was asked about is never called current', () => {
	assert.is(fileAge(fileWith()), 'unasked');
	assert.match(fileAgeWords(fileWith(), 'rpc.example'), /^A file cannot tell\..* not in it/);
	assert.is(fileAge(fileWith(node)), 'current', 'the control');
});

test('a file is old, false or not to be judged yet, by what the node has', () => {
	assert.equal([old, forged, ahead].map(fileAge), ['old', 'differs', 'behind']);
	assert.is(fileAge(fileWith(node, { ...node, isOld: true })), 'old', 'one node of two is enough');
});

test('each says in both languages what to do, and whom it asked', () => {
	for (const locale of ['en', 'sw'] as const)
		inLocale(locale, () => {
			const all = [fileWith(node), old, forged, ahead].map((each) => fileAgeWords(each, 'rpc.example'));
			for (const words of all) assert.match(words, 'rpc.example');
			assert.is(new Set(all).size, all.length);
			assert.match(fileAgeWords(old, 'rpc.example'), locale === 'en' ? 'not in the file: 3' : 'faili: 3');
		});
});

test('a change that is in no log counts no entries', () => {
	const moved = fileWith({ ...node, isOld: true });
	assert.not.match(fileAgeWords(moved, 'rpc.example'), 'Entries');
});

test.run();
