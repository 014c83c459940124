import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isLegalKind, legalKinds, legalText, plainText } from './texts.ts';

/** SHA-256 of each text that was ever shown. A new wording is a new version: add its line, and change none. */
const published: Record<string, string> = {
	'terms 1 en': 'd89750709075b99fefda4280b8243b02b9de66bbe5ffc6194679f49a897bce8e',
	'terms 1 sw': 'd0772fa5e2d955cadbae15e0de5fa6240d678e17abd0887632cc4a3bd049be75',
	'privacy 1 en': 'e8edb95f9603ff8f03e6dd3d6ff211f08a397c46a9af5972f58f198cceb767e8',
	'privacy 1 sw': '575c5808f9abdaee4e2ea795c2a1928ab7409188a954ea58c228f65d4ab1fa6a',
	'refunds 1 en': 'c9a925787375125ecf2f861ce7702aa1c061483920e6c0309dd8ea82a0d59646',
	'refunds 1 sw': '445fa785f50ab70fe7c9b9f4834e25f6a3efa79f08ed1f3165445426b5592448',
};

function* allTexts() {
	for (const kind of legalKinds)
		for (const language of ['en', 'sw'] as const) {
			const { newest } = legalText(kind, language)!;
			for (let version = 1; version <= newest; version++)
				yield { name: `${kind} ${version} ${language}`, kind, found: legalText(kind, language, version)! };
		}
}

test('a published text never changes, and none is missing', () => {
	const now = Object.fromEntries(
		[...allTexts()].map(({ name, kind, found }) => [
			name,
			createHash('sha256').update(plainText(kind, found)).digest('hex'),
		]),
	);
	assert.equal(now, published);
});

test('both languages have the same sections, and no empty one', () => {
	for (const kind of legalKinds) {
		const [en, sw] = [legalText(kind, 'en')!.text, legalText(kind, 'sw')!.text];
		assert.is(en.sections.length, sw.sections.length, kind);
		for (const { heading, text } of [...en.sections, ...sw.sections])
			assert.ok(heading && text.length > 0 && text.every(Boolean), `${kind}: ${heading}`);
	}
});

test('the newest is found where no version is named; one that never was is not', () => {
	assert.is(legalText('terms', 'en')!.version, legalText('terms', 'en')!.newest);
	for (const version of [0, -1, 1.5, 99, Number.NaN]) assert.is(legalText('terms', 'en', version), null);
	assert.equal(['terms', 'constructor', ''].map(isLegalKind), [true, false, false]);
});

test.run();
