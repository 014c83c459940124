import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Locale, overwriteGetLocale } from '#lib/paraglide/runtime.js';
import type { AuditCheck } from '#shared/chain/audit/check.ts';
import { type CheckName, checkSentences } from '#shared/chain/audit/check-sentences.ts';
import { checkWords } from './check-words.ts';

const names = Object.keys(checkSentences) as CheckName[];
const check = (name: CheckName, ok: boolean): AuditCheck => ({ name, ok, expected: 'WANTED', found: 'SEEN' });

function inLocale(locale: Locale, work: () => void): void {
	overwriteGetLocale(() => locale);
	try {
		work();
	} finally {
		overwriteGetLocale(() => 'en');
	}
}

test('a check that holds is a sentence that is true, and one that fails says what was found, in both languages', () => {
	for (const locale of ['en', 'sw'] as const)
		inLocale(locale, () => {
			for (const name of names) {
				const [holds, fails] = [checkWords(check(name, true)), checkWords(check(name, false))];
				assert.not.match(holds, /SEEN|WANTED|_/, name);
				assert.match(fails, /SEEN/, `${locale} ${name}`);
				assert.is.not(holds, fails);
			}
			const all = names.flatMap((name) => [checkWords(check(name, true)), checkWords(check(name, false))]);
			assert.is(new Set(all).size, all.length, 'each has words of its own');
		});
});

test('no Swahili sentence is the English one', () => {
	const read = (locale: Locale) => {
		let words: string[] = [];
		inLocale(locale, () => {
			words = names.map((name) => checkWords(check(name, true)));
		});
		return words;
	};
	const english = read('en');
	for (const [i, words] of read('sw').entries()) assert.is.not(words, english[i]);
});

test('the sentence reads right way round: no money left without a payout or refund', () => {
	assert.is(checkWords(check('only_payouts_leave', true)), 'No money left without a payout or refund');
	assert.is(checkWords(check('only_payouts_leave', false)), 'Money left without a payout or refund: SEEN');
});

test('a check of a later audit stands for itself, and shows its values where it fails', () => {
	for (const name of ['of_a_later_audit', 'constructor'] as unknown as CheckName[]) {
		assert.is(checkWords(check(name, true)), name);
		assert.match(checkWords(check(name, false)), /WANTED.*SEEN/);
	}
});

test.run();
