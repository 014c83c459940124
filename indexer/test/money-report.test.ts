import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventRow } from '../models/events.ts';
import { type MoneyReport, moneyReport } from '../views/money-report.ts';
import { recordedHistories } from './recorded-histories.ts';
import { type Store, startStore } from './store.ts';
import { storeHistory } from './stored-history.ts';

const test = suite('an event’s money adds up');
const histories = recordedHistories();
let store: Store;

test.before(async () => {
	store = await startStore();
});
test.after(() => store.close());

const now = 4_000_000_000n;
const read = async (): Promise<MoneyReport> => moneyReport(store.db, await eventRow(store.db, '1'), now);
const wrong = ({ checks }: MoneyReport) =>
	checks.filter(({ rows, total }) => rows !== total).map(({ name }) => name);
const sum = (list: string[]): bigint => list.reduce((all, each) => all + BigInt(each), 0n);

test('sales, refunds and resales that the contract made add up to its gross to the stroop', async () => {
	const seen = { sales: 0, refunds: 0, reversals: 0, resales: 0, payouts: 0, topUps: 0, commissions: 0 };
	for (const [i, { raw, state }] of histories.entries()) {
		await storeHistory(store, raw);
		const report = await read();
		assert.equal(wrong(report), [], `history ${i}`);
		const { counters } = state;
		assert.is(
			sum(report.sales.map(({ revenue }) => revenue)) + BigInt(report.resales.royalty),
			counters.gross,
			`history ${i}: gross is the contract’s own`,
		);
		assert.is(
			sum(report.refunds.flatMap(({ paid, shortfall }) => [paid, shortfall])),
			counters.refunded,
			`history ${i}: what was refunded is the contract’s own`,
		);
		assert.is(
			sum(report.payees.map(({ entitled }) => entitled)) +
				BigInt(report.commissions.earned) +
				BigInt(report.refunded),
			counters.gross,
			`history ${i}: payees, creators and refunds take all of it`,
		);
		seen.sales += report.sales.length;
		seen.refunds += report.refunds.filter(({ kind }) => kind === 'refund').length;
		seen.reversals += report.refunds.filter(({ kind }) => kind === 'reversal').length;
		seen.resales += report.resales.tickets;
		seen.payouts += report.payees.filter(({ paid }) => BigInt(paid) > 0n).length;
		seen.topUps += report.topUps.funded === '0' ? 0 : 1;
		seen.commissions += report.commissions.earned === '0' ? 0 : 1;
	}
	for (const [name, count] of Object.entries(seen)) assert.ok(count > 3, `${name}: ${count}`);
});

for (const [table, changed, checks] of [
	['refunds', 'paid = paid + 1', ['refunded', 'cash']],
	['resales', 'royalty = royalty + 1', ['gross', 'cash']],
	['orders', 'total = total + 1', ['gross', 'cash']],
	['payouts', 'amount = amount + 1', ['paid', 'cash']],
	['top_ups', 'amount = amount + 1', ['topUps', 'cash']],
] as const) {
	test(`a stroop too much in ${table} is shown: the negative control`, async () => {
		for (const { raw } of histories) {
			await storeHistory(store, raw);
			const where = table === 'payouts' ? 'WHERE payee IS NOT NULL' : '';
			const [row] = await store.rows(
				`UPDATE chain.${table} SET ${changed} WHERE ctid = (SELECT min(ctid) FROM chain.${table} ${where}) RETURNING 1`,
			);
			if (!row) continue;
			assert.equal(wrong(await read()), checks);
			return;
		}
		assert.unreachable(`no history has ${table}`);
	});
}

test.run();
