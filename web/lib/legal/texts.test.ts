import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isLegalKind, legalKinds, legalText, plainText } from './texts.ts';

/** SHA-256 of each text that was ever shown. A new wording is a new version: add its line, and change none. */
const published: Record<string, string> = {
	'terms 1 en': 'c3cdad19aaf68108300f06cc56314d4bb585f421b0506d35e3c9821e6b083abe',
	'terms 1 sw': '1418156f5d60afb53b9b6b66e255969192df27cd50f19e2d2f54e68fb305b9bf',
	'terms 2 en': '4ce9a7737dae6dc053e3810af6aee56c581e94a06ac8750fb519442455e31b38',
	'terms 2 sw': 'ded807c673b9de78dcb07a026459148119ae35a879e0836920eeb5e60033ab8b',
	'privacy 1 en': '5650a39d57734b56c212ca894e3904d741d219dcb85ce57886790a59f05426dc',
	'privacy 1 sw': '618dbadd6284d3f4245b525a9a953fc761ae0d56b383231cfe9b0620722bd664',
	'privacy 2 en': '3aa3bac8f706fb1d53691a8312d3659d08abef63846caeb5a6b1b7e85b363e40',
	'privacy 2 sw': '8601d014dea098aca4d92cb94ada3038470ff74ef6bcfd5d91546aedbc0496e3',
	'privacy 3 en': 'db814ec48bc88c5b5b2d26f461d03953b999bfdb8d14d38f9989dd93acfec4b0',
	'privacy 3 sw': 'a2ba1ed08e1c3d60cb7ff871ca09186b1f45461255064979aeadbc8a20aba8c4',
	'refunds 1 en': '18dc7c347e8dd9240b7816b4df1500f6e37270bf143772e3816ea48d6e3bb4bf',
	'refunds 1 sw': '9299e83c6034eda15972ca9c3af788c6b959e4699c8d59148492a376928579d6',
	'refunds 2 en': 'cfc727fba31b6aa99912b17399c01747afc2b19a7c1dd6d6cc67cf64cde6ba57',
	'refunds 2 sw': 'c72f88df711b52e4f0a1183bc40f7e749398a1efbe4c12064c0fd7cc883961bb',
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

test('refunds say what the product does: giving back, resale, a later event, a cancel, and who gets what', () => {
	const { text } = legalText('refunds', 'en')!;
	const whole = JSON.stringify(text);
	for (const word of [
		'give tickets back',
		'offer the ticket',
		'later',
		'cancelled',
		'friend',
		'ask the organizer',
		'got for nothing',
	])
		assert.ok(whole.includes(word), word);
	assert.not.ok(whole.includes('does not take issued tickets back'));
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
