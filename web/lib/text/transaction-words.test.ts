import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventMoney } from '#shared/chain/submit/explain-transaction.ts';
import { transactionWords } from './transaction-words.ts';

const tier = { price: 193_800_000n, face: { currency: 0, amount: 250_000n } };
const money = {
	...{ no: 3, event: 'CEVENT', name: 'Nyege Night', soldSoFar: [10] },
	terms: {
		tiers: [tier],
		payees: [
			{ role: 0, bps: 6000 },
			{ role: 1, bps: 4000 },
		],
	},
	sale: {
		byTreasury: false,
		qtys: [2],
		total: 387_600_000n,
		splits: [232_560_000n, 155_040_000n],
		commissions: 0n,
	},
	payouts: null,
	creatorsPaid: 0n,
	refund: null,
	resale: null,
} as unknown as EventMoney;
const about = { names: ['Wangari', null], closedAt: '2026-11-28T10:42:10.000Z', locale: 'en' };
const words = (change: Partial<EventMoney>) =>
	transactionWords({ ...money, ...change }, about).map((text) => text.replace(/[\u2068\u2069]/g, ''));

test('a sale says what was paid for which event, when, and whose it is', () => {
	const [said, ...more] = words({});
	assert.match(said!, /^Tickets for Nyege Night were sold for KES 5,000 \(38\.76 USDC\) on Saturday/);
	assert.match(said!, /13:42\. Their shares are fixed: KES 3,000 for Wangari and KES 2,000 for Artist\.$/);
	assert.equal(more, []);
	assert.match(words({ sale: { ...money.sale!, byTreasury: true } })[0]!, /came by M-Pesa or bank/);
});

test('a payout says who got what; a payee who got nothing is not named', () => {
	const [said] = words({ sale: null, payouts: [193_800_000n, 0n] });
	assert.match(said!, /^From the ticket money of Nyege Night, Wangari got KES 2,500 \(19\.38 USDC\) on /);
	assert.not.match(said!, /Artist/);
});

test('creators are named with their part of a sale, and when they are paid', () => {
	const sale = { ...money.sale!, splits: [193_800_000n, 155_040_000n], commissions: 38_760_000n };
	assert.match(
		words({ sale })[0]!,
		/KES 2,500 for Wangari, KES 2,000 for Artist,? and KES 500 for creators\.$/,
	);
	assert.equal(words({ sale: null, creatorsPaid: 38_760_000n }), [
		'Creators were paid KES 500 (3.876 USDC).',
	]);
});

test('a refund, a payment that was taken back and a resale say what moved', () => {
	const refund = { tickets: 2, amount: 387_600_000n, reversed: false };
	assert.match(
		words({ sale: null, refund })[0]!,
		/^KES 5,000 \(38\.76 USDC\) went back for tickets of Nyege Night/,
	);
	assert.match(words({ sale: null, refund: { ...refund, reversed: true } })[0]!, /payment .* was taken back/);
	const resale = { tickets: 1, price: 193_800_000n, royalty: 19_380_000n };
	assert.match(words({ sale: null, resale })[0]!, /resold for KES 2,500 .* KES 250 .* payees/);
});

test('a transaction that moved no money of an event says nothing', () => {
	assert.equal(words({ sale: null, payouts: null }), []);
});

test.run();
