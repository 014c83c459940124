import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Booked, type Books, balanceOf, missingTrade, type Paid } from './books.ts';
import { planOf } from './plan.ts';

const test = suite('the books of a chaos run');

const paid = (more: Partial<Paid> = {}): Paid => ({
	receipt: 'R1',
	reference: 'A',
	shillings: 13,
	reversed: false,
	...more,
});
const booked = (more: Partial<Booked> = {}): Booked => ({
	reference: 'A',
	state: 'issued',
	amountKes: 1300n,
	amountUsdc: 1n,
	qty: 1,
	chainOrder: 7n,
	cases: [],
	...more,
});
const books = (more: Partial<Books> = {}): Books => ({
	accepted: ['A'],
	payments: [paid()],
	orders: [booked()],
	sold: [{ id: 7n, rail: 'fiat', qty: 1, buyer: 'C', total: 1n }],
	spent: [],
	journalKes: 1300n,
	...more,
});
const unsold = { sold: [], orders: [booked({ state: 'failed', chainOrder: null })] };

test('balance where each payment is a ticket, went back, or has a case', () => {
	assert.equal(balanceOf(books()), {
		moneyIn: 1300n,
		refunds: 0n,
		tickets: 1300n,
		openCases: 0n,
		findings: [],
	});
	const back = books({ ...unsold, payments: [paid({ reversed: true })], journalKes: 0n });
	assert.equal(balanceOf(back), { moneyIn: 1300n, refunds: 1300n, tickets: 0n, openCases: 0n, findings: [] });
	const open = books({
		sold: [],
		orders: [booked({ state: 'review', chainOrder: null, cases: [{ kes: null }] })],
	});
	assert.equal(balanceOf(open), { moneyIn: 1300n, refunds: 0n, tickets: 0n, openCases: 1300n, findings: [] });
});

test('balance where a second payment has a case of its own', () => {
	const second = paid({ receipt: 'R2' });
	const orders = [booked({ cases: [{ kes: 1300n }] })];
	const { openCases, findings } = balanceOf(books({ payments: [paid(), second], orders, journalKes: 2600n }));
	assert.equal([openCases, findings], [1300n, []]);
});

const withCase = { orders: [booked({ cases: [{ kes: null }] })] };
const wrong: Record<string, Partial<Books>> = {
	'money kept without ticket or case': unsold,
	'money kept twice': { payments: [paid(), paid({ receipt: 'R2' })], journalKes: 2600n },
	'a payment of no order': { payments: [paid(), paid({ reference: 'B' })], journalKes: 2600n },
	'an order that has not ended': { orders: [booked({ state: 'paid' })] },
	'a review without a case': { sold: [], orders: [booked({ state: 'review', chainOrder: null })] },
	'tickets without money': { payments: [], journalKes: 0n },
	'tickets for money that went back': { payments: [paid({ reversed: true })], journalKes: 0n },
	'an order that is not on chain': { sold: [] },
	'an order on chain that nobody paid': {
		sold: [...books().sold, { id: 8n, rail: 'fiat', qty: 1, buyer: 'C', total: 1n }],
	},
	'fewer tickets than ordered': { orders: [booked({ qty: 2 })] },
	'a wallet that paid without tickets': { spent: [{ address: 'G', stroops: 5n }] },
	'a journal that differs': { journalKes: 0n },
	'an order that was promised to a buyer and is lost': { accepted: ['A', 'B'] },
	'a refund that was booked twice': { ...unsold, payments: [paid({ reversed: true })], journalKes: -1300n },
	'a ticket and a refund for the same money, though a case is open': {
		...withCase,
		payments: [paid({ reversed: true })],
		journalKes: 0n,
	},
	'tickets for too little money, though a case is open': {
		...withCase,
		payments: [paid({ shillings: 12 })],
		journalKes: 1200n,
	},
	'two payments too many with a case of one of them': {
		payments: [paid(), paid({ receipt: 'R2' }), paid({ receipt: 'R3' })],
		orders: [booked({ cases: [{ kes: 1300n }] })],
		journalKes: 3900n,
	},
	'tickets on chain for another price': { orders: [booked({ amountUsdc: 2n })] },
	'a wallet on chain that is not ours': {
		sold: [...books().sold, { id: 8n, rail: 'wallet', qty: 1, buyer: 'G', total: 1n }],
	},
};
for (const [name, more] of Object.entries(wrong)) {
	test(`report ${name}`, () => assert.is.not(balanceOf(books(more)).findings.length, 0));
}

test('say nothing where nothing was sold', () => {
	const sold = books().sold;
	const byWallet = { id: 8n, rail: 'wallet', qty: 1, buyer: 'G', total: 1n } as const;
	const both = books({ sold: [...sold, byWallet] });
	assert.equal(missingTrade(both, { orders: 1, wallets: 1 }), []);
	assert.is(missingTrade(both, { orders: 2, wallets: 1 }).length, 1, 'a buyer was refused');
	assert.is(missingTrade(both, { orders: 1, wallets: 2 }).length, 1, 'a wallet got nothing');
	assert.is(missingTrade(books(unsold), { orders: 1, wallets: 0 }).length, 1, 'no order got tickets');
	assert.is(
		missingTrade(books({ accepted: ['A', 'A'] }), { orders: 2, wallets: 0 }).length,
		1,
		'one order for two',
	);
});

test('follow from a seed: the same seed is the same run', () => {
	const size = { seconds: 60, orders: 20, wallets: 5, rpcAwaySeconds: 10 };
	assert.equal(planOf(1, size), planOf(1, size));
	assert.not.equal(planOf(1, size), planOf(2, size));
	const phones = planOf(1, size).flatMap((act) => (act.kind === 'mpesa' ? [act.phone] : []));
	assert.is(new Set(phones).size, 20);
});

test.run();
