import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cleanDraft, draftNumberFault, draftTextRule } from './draft-fields.ts';

const test = suite('fields of a draft');

test('a field is found by its path, whatever its place in a list', () => {
	assert.is(draftTextRule('tiers.12.name')?.most, 80);
	assert.is(draftTextRule('basics.lineup.3')?.most, 80);
	assert.is(draftTextRule('tiers.0.price'), null);
});

test('each text of a draft is cleaned by its own rule', () => {
	const draft = {
		basics: { name: 'a\tb\u202E', description: 'one\r\ntwo', lineup: ['x\u200By'] },
		tiers: [{ price: '2500', typed: { capacity: '\u202A2.5' } }],
		payees: [{ address: ' G A\u00A0B\u200B ' }],
		policy: { transferable: true, releaseDays: 3 },
	};
	assert.equal(cleanDraft(draft, null), {
		basics: { name: 'a b', description: 'one\ntwo', lineup: ['xy'] },
		tiers: [{ price: '2500', typed: { capacity: '2.5' } }],
		payees: [{ address: 'GAB' }],
		policy: { transferable: true, releaseDays: 3 },
	});
});

test('a text beyond what is stored gives way to the last one, and the rest is kept', () => {
	const last = { basics: { name: 'Old', category: 'music' } };
	const draft = { basics: { name: 'x'.repeat(10_000), category: 'comedy' } };
	assert.equal(cleanDraft(draft, last), { basics: { name: 'Old', category: 'comedy' } });
});

test('only tickets may have empty numbers', () => {
	assert.is(draftNumberFault('tiers.capacity', ''), null);
	assert.is(draftNumberFault('policy.reserveBps', ''), 'NUMBER_MISSING');
	assert.is(draftNumberFault('payees.bps', '101'), 'NUMBER_TOO_LARGE');
});

test.run();
