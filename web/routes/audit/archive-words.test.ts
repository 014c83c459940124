import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Locale, overwriteGetLocale } from '#lib/paraglide/runtime.js';
import type { ArchiveAnswer } from '#shared/chain/audit/anchor.ts';
import { archiveWords } from './archive-words.ts';

const codes = [
	'ARCHIVE_NOT_YET',
	'ARCHIVE_FILE_MISSING',
	'ARCHIVE_UNREADABLE',
	'ARCHIVE_WRONG_NETWORK',
	'ARCHIVE_UNREACHABLE',
	'SOURCE_REDIRECTS',
	'ANCHOR_SAME_SOURCE',
] as const;
const answer: ArchiveAnswer = {
	name: 'https://archive.example/prd/one',
	state: 'agrees',
	copyOf: null,
	fault: null,
	checkpoint: 127,
	follows: 27,
};
const faulty = (code: string): ArchiveAnswer => ({
	...answer,
	state: 'unknown',
	fault: { code: code as (typeof codes)[number], message: 'ledger/00/00/00/ledger-0000003f.xdr.gz: away' },
});
const answers = [
	answer,
	{ ...answer, follows: 0 },
	{ ...answer, state: 'differs' as const },
	{ ...answer, state: 'unknown' as const },
	...codes.map(faulty),
];

function wordsIn(locale: Locale): string[] {
	overwriteGetLocale(() => locale);
	try {
		return answers.map((each) => archiveWords(each, 100));
	} finally {
		overwriteGetLocale(() => 'en');
	}
}

test('each answer of an archive is a sentence of its own, by its host, in both languages', () => {
	const [english, swahili] = [wordsIn('en'), wordsIn('sw')];
	for (const words of [english, swahili]) {
		assert.is(new Set(words).size, words.length);
		for (const sentence of words) {
			assert.match(sentence, 'archive.example');
			assert.not.match(sentence, /prd|ARCHIVE_|xdr/, 'no path and no code');
		}
	}
	for (const [i, sentence] of swahili.entries()) assert.is.not(sentence, english[i]);
	assert.match(english[0]!, /127/);
	assert.match(english[0]!, /27/);
	assert.match(english[2]!, /100/);
});

test('a code of a later version gets the sentence that nothing could be compared', () => {
	for (const code of ['ARCHIVE_OF_TOMORROW', 'constructor'])
		assert.is(archiveWords(faulty(code), 100), archiveWords({ ...answer, state: 'unknown' }, 100));
});

test.run();
