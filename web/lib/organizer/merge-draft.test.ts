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

test('changes of different fields of one part are both kept', () => {
	const two = { basics: { name: 'A', city: 'Nairobi' } };
	const own = { basics: { name: 'B', city: 'Nairobi' } };
	const other = { basics: { name: 'A', city: 'Kisumu' } };
	assert.equal(mergeDraft(two, own, other), { basics: { name: 'B', city: 'Kisumu' } });
});

test('a payee who is added here stays, while another page filled in the organizer', () => {
	const before = { payees: [{ name: '', address: '', bps: 9500 }] };
	const filled = { payees: [{ name: 'Njeri', address: 'GA', bps: 9500 }] };
	const own = {
		payees: [
			{ name: 'Njeri', address: '', bps: 8500 },
			{ name: 'Wamũ', address: '', bps: 1000 },
		],
	};
	const both = { payees: [{ name: 'Njeri', address: 'GA', bps: 8500 }, own.payees[1]] };
	assert.equal(mergeDraft(before as typeof own, own, filled as typeof own), both);
	assert.equal(mergeDraft(before as typeof own, filled as typeof own, own), both);
});

test('a list of which one side removed something is for a person to decide', () => {
	const three = { tiers: [{ name: 'A' }, { name: 'B' }] };
	const less = { tiers: [{ name: 'B' }] };
	const changed = { tiers: [{ name: 'A' }, { name: 'C' }] };
	assert.is(mergeDraft(three, less, changed), null);
	assert.is(mergeDraft(three, changed, less), null);
	assert.equal(mergeDraft(three, less, three), less);
});

test('what both sides add to a list at one place is for a person to decide', () => {
	const one = { tiers: [{ name: 'A' }] };
	const add = (name: string) => ({ tiers: [{ name: 'A' }, { name }] });
	assert.is(mergeDraft(one, add('B'), add('C')), null);
	assert.equal(mergeDraft(one, add('B'), add('B')), add('B'));
});

test('different changes of one field are for a person to decide', () => {
	assert.is(mergeDraft(base, { ...base, basics: { name: 'B' } }, { ...base, basics: { name: 'C' } }), null);
});

test.run();
