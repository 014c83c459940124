import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DraftContent, DraftPreview } from '#platform/client.ts';
import { emptyTier } from '#shared/draft-fields.ts';
import { fieldProblem } from './field-faults.ts';

const content = (basics: Partial<DraftContent['basics']>, tier = emptyTier()): DraftContent =>
	({
		basics: {
			name: '',
			description: '',
			category: '',
			lineup: [],
			venue: { name: '', city: '', lat: null, lon: null },
			startsAt: '',
			endsAt: '',
			...basics,
		},
		tiers: [tier],
		payees: [{ name: '', address: '', role: 'organizer', bps: 0 }],
		policy: {},
	}) as unknown as DraftContent;

const checked = (
	now: DraftContent,
	problems: { path: string; code: string; message: string }[],
	previewed = now,
) => ({ content: now, preview: { problems } as unknown as DraftPreview, previewed });

const problem = (path: string, code: string) => [{ path, code, message: '' }];

test('what is written and wrong is named at once, what is missing only after its step was left', () => {
	const ends = problem('basics.endsAt', 'EVENT_TIMES_INVALID');
	const written = content({ startsAt: '2027-03-05T18:00', endsAt: '2027-03-05T17:00' });
	assert.is(fieldProblem(checked(written, ends), 'basics.endsAt', false)?.code, 'EVENT_TIMES_INVALID');
	const missing = problem('basics.endsAt', 'END_MISSING');
	assert.is(fieldProblem(checked(content({}), missing), 'basics.endsAt', false), null);
	assert.is(fieldProblem(checked(content({}), missing), 'basics.endsAt', true)?.code, 'END_MISSING');
	const shares = problem('payees', 'SPLITS_NOT_WHOLE');
	assert.is(fieldProblem(checked(content({}), shares), 'payees', false), null, 'a list that nobody filled');
});

test('a value that was written since the last check is not called missing', () => {
	const missing = problem('basics.name', 'NAME_MISSING');
	const now = content({ name: 'Taarab' });
	assert.is(fieldProblem(checked(now, missing, content({})), 'basics.name', false), null);
	// The control: the same value was checked, and found wrong.
	assert.is(fieldProblem(checked(now, missing), 'basics.name', false)?.code, 'NAME_MISSING');
});

test('what was typed and is no number counts as written', () => {
	const tier = { ...emptyTier(), typed: { price: 'Ksh 2k' } };
	const found = problem('tiers.0.price', 'NUMBER_UNREADABLE');
	assert.is(
		fieldProblem(checked(content({}, tier), found), 'tiers.0.price', false)?.code,
		'NUMBER_UNREADABLE',
	);
	const place = content({ venue: { name: '', city: '', lat: null, lon: null, typed: { lat: 'here' } } });
	const invalid = problem('basics.venue.lat', 'PLACE_INVALID');
	assert.is(fieldProblem(checked(place, invalid), 'basics.venue.lat', false)?.code, 'PLACE_INVALID');
});

test('words that are too long are named before they are saved', () => {
	const of = (basics: Partial<DraftContent['basics']>, path: string) =>
		fieldProblem(checked(content(basics), []), path, false)?.code;
	assert.is(of({ category: 'x'.repeat(41) }, 'basics.category'), 'TEXT_TOO_LONG');
	assert.is(of({ category: `${'x'.repeat(40)}\u202E` }, 'basics.category'), undefined);
	assert.is(of({ lineup: ['short', 'x'.repeat(81)] }, 'basics.lineup'), 'TEXT_TOO_LONG');
});

test.run();
