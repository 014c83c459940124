import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type EntryAnswer, entryDetails } from '#shared/gate/entry-answer.ts';
import { answerWords, lookOf, signalOf } from './answer-words.ts';

const timestamp = '2026-12-01T19:55:00.000Z';
const time = (iso: string) => iso.slice(11, 16);
const words = (answer: Omit<EntryAnswer, 'timestamp'>, out = false) =>
	answerWords({ ...answer, timestamp }, out, time).join(' | ');

test('a yes is short, a second scan says where and when the first was, and another gate is named', () => {
	assert.is(words({ success: true, shownAs: 'rotating' }), 'Come in');
	assert.is(words({ success: true }, true), 'Goodbye');
	assert.is(
		words({
			...{ success: false, reason: 'TICKET_ALREADY_USED', detail: 'USED' },
			originalEntry: { gate: 'North', at: timestamp },
		}),
		'Used already | Somebody came in with this ticket. | First in at North, 19:55',
	);
	assert.match(
		words({ success: false, reason: 'WRONG_GATE', detail: 'TIER_ELSEWHERE', gate: 'VIP' }),
		/go to VIP/,
	);
});

test('a fault of ours and an unknown ticket are no "no": a person looks', () => {
	const answer = {
		success: false,
		reason: 'SYSTEM_ERROR',
		detail: 'FAULT',
		requiresManualVerification: true,
	} as const;
	assert.is(lookOf({ ...answer, timestamp }), 'ask');
	assert.match(words(answer), /^Look at the person .*A supervisor decides\.$/);
});

test('staff are told to ask for an identity card where a printed code was shown', () => {
	assert.match(words({ success: true, shownAs: 'static' }), /ID/);
});

test('each answer has words of its own, and something to hear', () => {
	const all = entryDetails.map((detail) => words({ success: false, reason: 'INVALID_TICKET', detail }));
	for (const each of all) assert.match(each, /^Not this one \| \S/);
	for (const look of ['admit', 'used', 'ask', 'refuse'] as const) assert.ok(signalOf(look));
});

test.run();
