import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyDraft } from '#platform/drafts/empty-draft.ts';
import { isResale, resaleExample, withResale } from './resale-rules.ts';

const test = suite('rules of resale');
const { policy } = emptyDraft('Asha');
const plain = (text: string): string => text.replace(/\u00a0/g, ' ');

test('are on or off, and off leaves nothing of them', () => {
	const on = withResale(policy, true);
	assert.equal([isResale(policy), isResale(on)], [false, true]);
	assert.equal(withResale({ ...on, typed: { royaltyBps: 'x' } }, false), { ...policy, typed: {} });
	assert.ok(isResale({ ...policy, typed: { resaleCapBps: '1,' } }), 'a cap that is being typed');
});

test('the example adds up', () => {
	const of = (resaleCapBps: number, royaltyBps: number) =>
		plain(resaleExample({ ...policy, resaleCapBps, royaltyBps }));
	assert.match(
		of(11_000, 500),
		/for KES 1,000 .* at most KES 1,100\. The seller gets KES 1,045, your payees KES 55\./,
	);
	assert.match(of(10_000, 0), /at most KES 1,000\. The seller gets all of it\./);
});

test.run();
