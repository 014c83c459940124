import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderStateWords, reasonWords, refusalWords } from './case-words.ts';

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

test.run();
