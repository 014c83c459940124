import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decideBuy, type ListingFacts, type Purchase } from './decide-buy.ts';

const test = suite('what follows from what the chain shows of a listed ticket that was paid for');

const offered: ListingFacts = {
	now: 1000n,
	closed: null,
	freezeAt: 2000n,
	frozenUntil: 0n,
	owner: 'seller',
	custodial: false,
	resales: 0,
	refunded: false,
	price: 90n,
};
const paid: Purchase = {
	owner: 'buyer',
	price: 90n,
	seller: 'seller',
	isSent: false,
	mayLand: false,
	withdrawn: false,
	overdue: false,
};

const facts: fc.Arbitrary<ListingFacts> = fc.record({
	now: fc.constantFrom(1000n, 1999n, 2000n, 3000n),
	closed: fc.constantFrom(null, 'CANCELLED', 'PAUSED', 'FROZEN', 'CONSENT_MISSING'),
	freezeAt: fc.constant(2000n),
	frozenUntil: fc.constant(0n),
	owner: fc.constantFrom('seller', 'buyer', 'another'),
	custodial: fc.boolean(),
	resales: fc.constantFrom(0, 1),
	refunded: fc.boolean(),
	price: fc.constantFrom(null, 89n, 90n, 91n),
});
const purchase: fc.Arbitrary<Purchase> = fc
	.record({
		isSent: fc.boolean(),
		wasSigned: fc.boolean(),
		withdrawn: fc.boolean(),
		overdue: fc.boolean(),
	})
	.map(({ wasSigned, ...each }) => ({ ...paid, ...each, mayLand: each.isSent || wasSigned }));

const always = (holds: (f: ListingFacts, p: Purchase, action: ReturnType<typeof decideBuy>) => boolean) =>
	fc.assert(
		fc.property(facts, purchase, (f, p) => holds(f, p, decideBuy(f, p))),
		{ numRuns: 3_000 },
	);

test('a buyer who has the ticket keeps it, and no money goes back; one that has it not gets no tickets', () => {
	always((f, _, action) => (f.owner === 'buyer') === (action.do === 'record'));
});

test('money goes back only once nothing that was signed can land', () => {
	always((_, { mayLand }, action) => action.do !== 'giveBack' || !mayLand);
	const careless = (f: ListingFacts, p: Purchase) => decideBuy(f, { ...p, mayLand: false });
	assert.throws(() =>
		fc.assert(
			fc.property(facts, purchase, (f, p) => careless(f, p).do !== 'giveBack' || !p.mayLand),
			{ numRuns: 3_000 },
		),
	);
});

test('it is bought only as it was shown, before the freeze, while the event sells and nobody takes it out', () => {
	always((f, p, action) => {
		if (action.do !== 'buy' && action.do !== 'resend') return true;
		const asShown = f.price === 90n && f.owner === 'seller' && !f.refunded;
		return asShown && f.now < f.freezeAt && f.closed === null && !p.withdrawn && !p.overdue;
	});
});

test('each purchase ends: what is overdue and can land no more is bought already, or its money goes back', () => {
	always((_, p, action) => !p.overdue || p.mayLand || action.do === 'record' || action.do === 'giveBack');
});

test('the reasons are those that the buyer reads', () => {
	const reasonOf = (f: Partial<ListingFacts>, p: Partial<Purchase> = {}) => {
		const action = decideBuy({ ...offered, ...f }, { ...paid, ...p });
		return 'reason' in action ? action.reason : action.do;
	};
	assert.is(reasonOf({}), 'buy');
	assert.is(reasonOf({ closed: 'CANCELLED', owner: 'another' }), 'SALES_CLOSED');
	assert.is(reasonOf({ price: null }), 'LISTING_GONE');
	assert.is(reasonOf({ now: 2000n }), 'LISTING_GONE');
	assert.is(reasonOf({}, { withdrawn: true }), 'DECIDED');
	assert.is(reasonOf({ closed: 'PAUSED' }), 'wait');
	assert.is(reasonOf({ closed: 'PAUSED' }, { overdue: true }), 'SALES_CLOSED');
	assert.is(reasonOf({}, { overdue: true }), 'LISTING_REFUSED');
});

test.run();
