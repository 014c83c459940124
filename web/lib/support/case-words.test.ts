import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderStateWords, personWords, reasonWords, refusalWords } from './case-words.ts';

test('reasons of the contract have sentences of their own', () => {
	const codes = ['SEQUENCE_GAP', 'BALANCE_FROZEN', 'REFERENCE_DIFFERS', 'REFUND_REFUSED', 'REFUND_FAILED'];
	assert.is(new Set(codes.map(reasonWords)).size, codes.length);
	for (const words of codes.map(reasonWords)) assert.is.not(words, reasonWords('FROM_A_NEWER_SERVER'));
});

test('a code from a newer server still gets a sentence, or stands for itself', () => {
	assert.match(reasonWords('FROM_A_NEWER_SERVER'), /\.$/);
	assert.is(reasonWords('constructor'), reasonWords('FROM_A_NEWER_SERVER'));
	assert.is(orderStateWords('refund_due'), 'Refund due');
	assert.is(orderStateWords('paused'), 'paused');
	assert.match(refusalWords('NEW_REFUSAL', 'The case is locked.'), /The case is locked\..*NEW_REFUSAL/);
});

test('who acted is a person or the token in words, never a raw name', () => {
	assert.is(personWords('support-token'), 'somebody with the support token');
	assert.is(personWords('3f2a1b4c-0000-4000-8000-000000000000'), 'a member of support (3f2a1b4c)');
});

test.run();
