import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { newStaticCode } from '#shared/pass/static-code.ts';
import { gsm7Length, oneSms } from '../gsm7.ts';
import { staticPassWords } from '../static-pass-words.ts';
import { languages } from '../words.ts';

test('the code is whole and first, in one SMS, however long the event’s name is', () => {
	for (const language of languages)
		for (const eventName of ['', 'Wamũ Live', 'Ä'.repeat(900), '🎟 ካፌ 演唱會', 'call 0712 345 678 now'])
			for (let i = 0; i < 50; i++) {
				const entryCode = newStaticCode();
				const { text } = staticPassWords(language, { entryCode, eventName });
				assert.ok(text.startsWith(`${entryCode} `), text);
				assert.ok((gsm7Length(text) ?? 999) <= oneSms, text);
				assert.not.match(text, /0712|345/);
			}
});

test('it asks for an ID, in the holder’s language', () => {
	const of = { entryCode: 'K7M4-QXD2-0000-ZZZZ', eventName: 'Wamũ Live' };
	assert.is(
		staticPassWords('en', of).text,
		'K7M4-QXD2-0000-ZZZZ is your entry code for Wamu Live. Show this message and an ID at the gate. It admits one person, once: send it to nobody else.',
	);
	assert.match(staticPassWords('sw', of).text, /kitambulisho/);
});

test.run();
