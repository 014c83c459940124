import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DraftContent, draftContent } from '../../models/draft-content.ts';
import { completeDraft, factsAt } from './arbitraries.ts';
import { type Change, changed, problemsAfter } from './change-draft.ts';

const test = suite('what people write into drafts');
const facts = factsAt(Date.UTC(2026, 11, 1, 12) / 1000);
const problemsOf = (change: Change): string[] => problemsAfter(change, facts);
type Case = [string, Change];

test('characters that no text has are not kept, and stop no field from being saved', () => {
	const kept = (basics: Partial<DraftContent['basics']>) => {
		const draft = completeDraft(facts);
		return draftContent.parse({ ...draft, basics: { ...draft.basics, ...basics } }).basics;
	};
	for (const [name, clean] of [
		['35 \u202E% 53', '35 % 53'],
		['a\u0000b', 'ab'],
		['a\tb\u000Bc\nd', 'a b c d'],
		['cut \uD83D', 'cut '],
		['Wamu\u0303', 'Wam\u0169'],
	])
		assert.is(kept({ name: name! }).name, clean);
	assert.is(kept({ description: 'two\r\nlines\tand a tab' }).description, 'two\nlines and a tab');
	assert.equal(kept({ lineup: ['DJ\u200B Kemboi'] }).lineup, ['DJ Kemboi']);
	const draft = completeDraft(facts);
	assert.not.ok(draftContent.safeParse({ ...draft, admin: true }).success, 'unknown fields are refused');
});

test('words that are too long are kept whole, and are a problem of their field', () => {
	const cases: Case[] = [
		['basics.venue.name TEXT_TOO_LONG', { 'basics.venue.name': 'x'.repeat(121) }],
		['basics.description TEXT_TOO_LONG', { 'basics.description': 'x'.repeat(5001) }],
		['basics.lineup TEXT_TOO_LONG', { 'basics.lineup': ['x'.repeat(81), 'y'.repeat(81)] }],
		['basics.lineup LINEUP_TOO_LONG', { 'basics.lineup': Array.from({ length: 41 }, () => 'x') }],
		['tiers.1.description TEXT_TOO_LONG', { 'tiers.1.description': 'x'.repeat(301) }],
		['payees.1.name TEXT_TOO_LONG', { 'payees.1.name': 'x'.repeat(81) }],
	];
	for (const [expected, change] of cases) assert.equal(problemsOf(change), [expected]);
	assert.is(changed(facts, { 'tiers.0.name': 'x'.repeat(300) }).tiers[0]!.name.length, 300);
	assert.equal(problemsOf({ 'payees.1.name': '👩‍👩‍👧'.repeat(80) }), [], 'an emoji is one character');
});

test('what was typed as a number and is none is kept, and is a problem of its field', () => {
	const cases: Case[] = [
		['tiers.0.price NUMBER_NEGATIVE', { 'tiers.0.price': '', 'tiers.0.typed': { price: '−5' } }],
		['tiers.0.price NUMBER_UNREADABLE', { 'tiers.0.price': '', 'tiers.0.typed': { price: 'Ksh 2k' } }],
		['tiers.0.capacity NUMBER_NOT_WHOLE', { 'tiers.0.capacity': null, 'tiers.0.typed': { capacity: '2.5' } }],
		['tiers.0.usdcPrice NUMBER_AMBIGUOUS', { 'tiers.0.typed': { usdcPrice: '1,5' } }],
		[
			'tiers.0.perOrder NUMBER_AMBIGUOUS',
			{ 'tiers.0.perOrder': null, 'tiers.0.typed': { perOrder: '1.000' } },
		],
		['payees.1.bps NUMBER_UNREADABLE', { 'payees.1.typed': { bps: 'a third' } }],
		['payees.1.bps SHARE_TOO_LARGE', { 'payees.1.typed': { bps: '99' } }],
		['policy.reserveBps NUMBER_MISSING', { 'policy.typed': { reserveBps: ' ' } }],
		['policy.releaseDays NUMBER_TOO_LARGE', { 'policy.typed': { releaseDays: '366' } }],
		['basics.venue.lat PLACE_INVALID', { 'basics.venue.typed': { lat: 'near the mall' } }],
	];
	for (const [expected, change] of cases) {
		assert.equal(problemsOf(change), [expected]);
		const kept = JSON.stringify(changed(facts, change));
		assert.ok(kept.includes('typed'), 'it is kept as it was typed');
	}
});

test.run();
