import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeDraft } from './merge-draft.ts';

const base = { basics: { name: 'A' }, tiers: [{ price: '100' }], policy: { days: 3 } };

test('changes of different parts are both kept', () => {
	const own = { ...base, basics: { name: 'B' } };
	const other = { ...base, tiers: [{ price: '200' }] };
	assert.equal(mergeDraft(base, own, other), {
		basics: { name: 'B' },
		tiers: [{ price: '200' }],
		policy: { days: 3 },
	});
});

test('the same change on both sides is not a conflict', () => {
	const same = { ...base, basics: { name: 'B' } };
	assert.equal(mergeDraft(base, same, structuredClone(same)), same);
});

test('the order of keys, which a database may change, is no difference', () => {
	const own = { ...base, basics: { name: 'B', city: 'Kisumu' } };
	const stored = { ...base, basics: { city: 'Kisumu', name: 'B' } };
	assert.equal(mergeDraft(base as object, own, stored), own);
});

test('different changes of one part are for a person to decide', () => {
	assert.is(mergeDraft(base, { ...base, basics: { name: 'B' } }, { ...base, basics: { name: 'C' } }), null);
});

test.run();
