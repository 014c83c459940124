import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Audit } from '#shared/chain/audit/audit.ts';
import { verdictNames } from '#shared/chain/audit/verdicts.ts';
import { type VerdictFacts, verdictDetail, verdictTitle } from './verdict-words.ts';

const audit = {
	payees: [
		{ payee: 'GA', role: 0, bps: 6000, entitled: 600n, paid: 600n, due: 0n },
		{ payee: 'GB', role: 1, bps: 3500, entitled: 350n, paid: 150n, due: 200n },
		{ payee: 'GC', role: 4, bps: 500, entitled: 50n, paid: 0n, due: 50n },
	],
	gross: 1000n,
	refunded: 0n,
	balance: 250n,
	cash: 250n,
	stray: 0n,
	clawedBack: 0n,
	tickets: 4,
} as unknown as Audit;
/** A stroop is ten shillings here. */
const facts: VerdictFacts = {
	audit,
	rate: { cents: 1_000_000n, stroops: 1000n },
	names: ['Wangari', 'Sauti Sol', null],
	locale: 'en',
};
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '').replaceAll('\u00A0', ' ');
const detail = (name: (typeof verdictNames)[number], change: Partial<VerdictFacts> = {}) =>
	plain(verdictDetail(name, 'holds', { ...facts, ...change }));

test('each verdict names its sums and people, shillings first', () => {
	assert.is(detail('ticketsPaid'), 'Tickets sold: 4, for KES 10,000 (0.0001 USDC).');
	assert.is(detail('splitsKept'), 'Wangari 60%, Sauti Sol 35% and Passa 5%.');
	assert.is(
		detail('payeesPaid'),
		'Paid out: Wangari KES 6,000 and Sauti Sol KES 1,500. Held for them: KES 2,000 · Sauti Sol and KES 500 · Passa.',
	);
	assert.match(detail('nothingElse'), /holds KES 2,500 \(/);
	assert.is(detail('splitsKept', { names: [] }), 'Organizer 60%, Artist 35% and Passa 5%.');
	assert.match(detail('ticketsPaid', { rate: null }), /for 0\.0001 USDC/);
});

test('money that was given back is no price of tickets that are left', () => {
	const of = (change: Partial<Audit>) => detail('ticketsPaid', { audit: { ...audit, ...change } });
	assert.is(
		of({ tickets: 3, refunded: 250n }),
		'Tickets that are left: 3. Sales brought KES 10,000 (0.0001 USDC); KES 2,500 of it was given back to buyers.',
	);
	assert.is(
		of({ tickets: 0, refunded: 1000n }),
		'No ticket is left. Sales brought KES 10,000 (0.0001 USDC); KES 10,000 of it was given back to buyers.',
	);
	assert.is(of({ tickets: 0, gross: 0n }), 'No ticket was sold yet.');
});

test('only a verdict that holds shows sums', () => {
	for (const name of verdictNames)
		for (const state of ['fails', 'unknown'] as const) {
			assert.not.match(verdictDetail(name, state, facts), /\d/);
			assert.is.not(verdictTitle(name, state, facts), verdictTitle(name, 'holds', facts));
		}
});

test('money that came without a sale, and money that the issuer took back, is named', () => {
	assert.match(detail('nothingElse', { audit: { ...audit, stray: 10n } }), /KES 100 .*came without a sale/);
	const clawed = { ...facts, audit: { ...audit, clawedBack: 10n } };
	assert.match(verdictTitle('nothingElse', 'holds', clawed), /except what USDC's issuer took back/);
	assert.match(verdictDetail('nothingElse', 'holds', clawed), /took back KES 100/);
});

test("a name that turns its direction cannot turn the sentence's", () => {
	const text = (name: string) => verdictDetail('splitsKept', 'holds', { ...facts, names: [name, 'B', 'C'] });
	assert.match(text('\u202EJ\u2069'), /^J 60%/);
	assert.match(text('\u05D0'), /^\u2068\u05D0\u2069 60%/);
});

test.run();
