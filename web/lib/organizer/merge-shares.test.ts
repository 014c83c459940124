import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeDraft } from './merge-draft.ts';
import { mergeShares } from './merge-shares.ts';

const platform = 500;
const draft = (...bps: number[]) => ({ name: 'A', payees: bps.map((share) => ({ bps: share })) });
const sharesOf = (content: ReturnType<typeof draft> | null) => content?.payees.map(({ bps }) => bps);

test('a page that only worked out the organizer’s share does not stand against a new payee', () => {
	// As a draft begins: its page takes Passa's share off the whole, and saves that.
	const [begun, workedOut, own] = [draft(10_000), draft(9500), draft(8500, 1000)];
	assert.equal(sharesOf(mergeShares(begun, own, workedOut, platform)), [8500, 1000]);
	assert.equal(sharesOf(mergeShares(begun, workedOut, own, platform)), [8500, 1000]);
	assert.is(mergeDraft(begun, own, workedOut), null, 'the negative control');
});

test('shares of different payees are both kept, and the organizer gets what they leave', () => {
	const before = draft(7500, 1000, 1000);
	const merged = mergeShares(before, draft(6500, 2000, 1000), draft(5500, 1000, 3000), platform);
	assert.equal(sharesOf(merged), [4500, 2000, 3000]);
});

test('shares that leave the organizer nothing are for a person to decide, as is one share changed twice', () => {
	const before = draft(7500, 1000, 1000);
	assert.is(mergeShares(before, draft(2500, 6000, 1000), draft(2500, 1000, 6000), platform), null);
	assert.is(mergeShares(before, draft(6500, 2000, 1000), draft(5500, 3000, 1000), platform), null);
});

test.run();
