import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RefundBooks, type Refunded, refundFindings } from './refund-books.ts';
import { refundPlan, victims } from './refund-plan.ts';

const test = suite('the books of refunds under kills');

const buyer = (more: Partial<Refunded> = {}): Refunded => ({
	...{ phone: '254710000000', references: ['A'], owed: 1300n, returned: 1300n, cases: [] },
	...more,
});
const books = (more: Partial<RefundBooks> = {}): RefundBooks => ({
	buyers: [buyer()],
	holders: [{ address: 'G', owed: 5n, has: 5n }],
	journal: { mpesa: 0n, buyers: 0n, wallets: 0n, sums: { KES: 0n, USDC: 0n } },
	mpesaHolds: 0n,
	open: 0,
	strayCases: [],
	treasury: { has: 7n, booked: 7n },
	...more,
});

test('balance where everybody has what is owed, or a person has the case', () => {
	assert.equal(refundFindings(books()), []);
	const kept = { mpesa: 1300n, buyers: -1300n, wallets: 0n, sums: { KES: 0n } };
	const waits = buyer({ returned: 0n, cases: ['REFUND_FAILED'] });
	assert.equal(refundFindings(books({ buyers: [waits], journal: kept, mpesaHolds: 1300n })), []);
});

const { journal } = books();
const wrong: Record<string, Partial<RefundBooks>> = {
	'a buyer who was forgotten': {
		buyers: [buyer({ returned: 0n })],
		journal: { ...journal, mpesa: 1300n, buyers: -1300n },
		mpesaHolds: 1300n,
	},
	'a buyer who was refunded twice, also beside a case': {
		buyers: [buyer({ returned: 2600n, cases: ['PAID_TWICE'] })],
		journal: { ...journal, mpesa: -1300n, buyers: 1300n },
		mpesaHolds: -1300n,
	},
	'a case without a reason': { buyers: [buyer({ cases: ['REFUND_NO_RESULT'] })] },
	'a case of nobody': { strayCases: ['MESSAGE_UNREADABLE'] },
	'a wallet with too little': { holders: [{ address: 'G', owed: 5n, has: 4n }] },
	'a wallet with too much': { holders: [{ address: 'G', owed: 5n, has: 6n }] },
	'a refund without an end': { open: 1 },
	'a journal that differs from M-Pesa': { mpesaHolds: 100n },
	'a journal that owes what went back': { journal: { ...journal, buyers: -100n } },
	'a journal that owes a wallet': { journal: { ...journal, wallets: -1n } },
	'a journal that does not balance': { journal: { ...journal, sums: { KES: 1n } } },
	'a treasury that differs': { treasury: { has: 6n, booked: 7n } },
};
for (const [name, more] of Object.entries(wrong))
	test(`report ${name}`, () => assert.is.not(refundFindings(books(more)).length, 0));

test('follow from a seed, and each part is killed before one is killed twice', () => {
	const size = { orders: 12, wallets: 4, kills: 6 };
	const plan = refundPlan(1, size, true);
	assert.equal(plan, refundPlan(1, size, true));
	assert.not.equal(plan, refundPlan(2, size, true));
	assert.equal(new Set(plan.kills.slice(0, 3).map(({ victim }) => victim)), new Set(victims));
	assert.is(new Set(plan.buyers.map(({ phone }) => phone)).size, 12);
});

test.run();
