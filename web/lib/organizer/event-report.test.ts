import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MoneyReport } from '#indexer/client.ts';
import type { EventBooksView } from '#relayer/client.ts';
import { accounts, type Books, cash } from '#shared/contract/accounting.ts';
import { parseUsdc } from '#shared/money.ts';
import { differences, eventReport, type ReportFacts } from './event-report.ts';
import { reportSections, type Section } from './report-sections.ts';

const test = suite('the report of an event');

const amount = fc.bigInt({ min: 0n, max: 10n ** 14n });
const part = fc.integer({ min: 0, max: 10_000 });
const history = fc.record({
	fiat: amount,
	wallet: amount,
	royalty: amount,
	back: part,
	reversed: part,
	commissions: part,
	shares: fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 3 }),
	paid: part,
	shillings: amount,
	shillingsBack: part,
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

const of = (whole: bigint, bps: number): bigint => (whole * BigInt(bps)) / 10_000n;

/** What the contract and the books say after such sales, refunds and resales. */
function factsOf(h: History): ReportFacts {
	const gross = h.fiat + h.wallet + h.royalty;
	const [refund, reversal] = [of(h.wallet, h.back), of(h.fiat, h.reversed)];
	const books: Books = {
		...{ gross, refunded: refund + reversal, topUps: 0n, shortfalls: 0n },
		...{ commissions: of(gross - refund - reversal, h.commissions), creatorsPaid: 0n, overpaid: 0n },
		...{ cancelled: false, bps: [10_000, ...h.shares], paid: [], reserveBps: 0, releaseAt: 0n },
	};
	books.paid = accounts(books, 0n).map(({ entitled }) => (entitled > 0n ? of(entitled, h.paid) : 0n));
	const payees = accounts(books, 0n);
	const paid = books.paid.reduce((all, each) => all + each, 0n);
	const equal = (name: MoneyReport['checks'][number]['name'], total: bigint) => ({
		...{ name, rows: String(total), total: String(total) },
	});
	const money: MoneyReport = {
		...{ eventNo: 1, n: '9', gross: String(gross), refunded: String(books.refunded) },
		...{ net: String(gross - books.refunded), cash: String(cash(books)), owed: '0', shortfalls: '0' },
		topUps: { funded: '0', returned: '0' },
		sales: [
			{ rail: 'fiat', orders: 1, tickets: 1, revenue: String(h.fiat) },
			{ rail: 'usdc', orders: 1, tickets: 1, revenue: String(h.wallet) },
		],
		gifts: 0,
		refunds: [
			{ rail: 'usdc', kind: 'refund', tickets: 1, paid: String(refund), shortfall: '0' },
			{ rail: 'fiat', kind: 'reversal', tickets: 1, paid: String(reversal), shortfall: '0' },
		],
		resales: { tickets: 1, price: String(h.royalty), royalty: String(h.royalty), boughtInCustody: '0' },
		commissions: { earned: String(books.commissions), paid: '0' },
		payees: payees.map((each, index) => ({
			...{ index, entitled: String(each.entitled), paid: String(each.paid), due: String(each.due) },
			undelivered: '0',
		})),
		checks: [equal('gross', gross), equal('cash', gross - books.refunded - paid)],
	};
	const shillings = booksOf(h);
	const event = { endsAt: '2026-12-01T20:00:00Z', stopped: null, tiers: [] };
	return { event, money, books: shillings, venue: null, now: 0 };
}

function booksOf(h: History): EventBooksView {
	const back = of(h.shillings, h.shillingsBack);
	return {
		issued: { orders: 1, tickets: 1, kes: String(h.shillings), feeKes: '0' },
		...{ received: String(h.shillings), tickets: String(h.shillings - back), refunded: String(back) },
		...{ sellers: '0', reversed: '0', losses: '0', cases: 0 },
		owed: { tickets: '0', onItsWay: '0', review: '0' },
		...{ paidUsdc: String(h.fiat), backUsdc: '0' },
		checks: [{ name: 'received', books: String(h.shillings), rows: String(h.shillings) }],
	};
}

const sectionsOf = (facts: ReportFacts): Section[] => {
	const policy = { reserveBps: 0, releaseAt: '2026-12-02T20:00:00Z' } as never;
	const report = eventReport(facts);
	return reportSections({ report, event: { payees: [], policy }, locale: 'en' });
};

/** What a reader adds up: the last column, and what stands below it. */
function shownSum(sections: Section[], name: Section['name']): { parts: bigint; total: bigint } {
	const { rows } = sections.find((each) => each.name === name)!;
	const read = (text: string) => (text.startsWith('-') ? -parseUsdc(text.slice(1)) : parseUsdc(text));
	const last = (row: (typeof rows)[number]) => read(row.cells.at(-1)!);
	const parts = rows.filter(({ isTotal }) => !isTotal).reduce((all, row) => all + last(row), 0n);
	return { parts, total: last(rows.find(({ isTotal }) => isTotal)!) };
}

test('whatever was sold, given back and sold on: the lines that a reader sees add up to gross, to the stroop', () => {
	fc.assert(
		fc.property(history, (h) => {
			const facts = factsOf(h);
			assert.equal(differences(eventReport(facts).checks), []);
			const sections = sectionsOf(facts);
			for (const name of ['from', 'went', 'contract', 'payees'] as const) {
				const { parts, total } = shownSum(sections, name);
				assert.is(parts, total, name);
			}
			assert.is(shownSum(sections, 'went').total, shownSum(sections, 'from').total);
		}),
		{ numRuns: 300 },
	);
});

test('a stroop or a cent too much anywhere is shown, with the difference', () => {
	fc.assert(
		fc.property(history, (h) => {
			const facts = factsOf(h);
			const off = (change: (facts: ReportFacts) => ReportFacts) =>
				differences(eventReport(change(facts)).checks).map(({ name, one, other }) => [name, one - other]);
			const more = (text: string) => String(BigInt(text) + 1n);
			const { money, books } = facts;
			assert.equal(
				off((all) => ({ ...all, books: { ...books!, paidUsdc: more(books!.paidUsdc) } })),
				[['rails', 1n]],
			);
			assert.equal(
				off((all) => ({ ...all, books: { ...books!, received: more(books!.received) } })),
				[['shillings', 1n]],
			);
			const [gross, held] = money.checks;
			assert.equal(
				off((all) => ({
					...all,
					money: { ...money, checks: [{ ...gross!, rows: more(gross!.rows) }, held!] },
				})),
				[['gross', 1n]],
			);
		}),
		{ numRuns: 50 },
	);
});

test('without the books of shillings the public part stands alone', () => {
	const [first] = fc.sample(history, { numRuns: 1, seed: 3 });
	const report = eventReport({ ...factsOf(first!), books: null });
	assert.is(report.shillings, null);
	assert.equal(differences(report.checks), []);
	assert.is(report.attendance, null);
});

test('attendance counts who came by tier, and names the busiest minute', () => {
	const [first] = fc.sample(history, { numRuns: 1, seed: 3 });
	const facts = factsOf(first!);
	const tier = (index: number, sold: number) => ({ index, name: `tier ${index}`, sold }) as never;
	const minute = (at: number, entered: number) => ({ at: `2026-12-01T18:0${at}:00Z`, entered });
	const { attendance, isOver } = eventReport({
		...facts,
		event: { ...facts.event, tiers: [tier(0, 5), tier(1, 2)] },
		venue: {
			...{ entered: 4, closesAt: '2026-12-01T19:00:00Z', gates: [] },
			tiers: [{ tier: 0, entered: 4, inside: 4 }],
			minutes: [minute(1, 1), minute(3, 2), minute(7, 1)],
		},
		now: Date.parse('2026-12-01T18:59:00Z'),
	});
	assert.is(isOver, false);
	assert.equal(attendance!.total, { name: '', sold: 7, came: 4, missing: 3 });
	assert.equal(
		attendance!.tiers.map(({ came, missing }) => [came, missing]),
		[
			[4, 1],
			[0, 2],
		],
	);
	assert.equal(attendance!.busiest, { at: '2026-12-01T18:03:00Z', came: 2 });
	assert.equal([attendance!.first, attendance!.last], ['2026-12-01T18:01:00Z', '2026-12-01T18:07:00Z']);
});

test.run();
