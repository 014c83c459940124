import { pino } from 'pino';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Check } from '#shared/chain/audit/check.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { readFaults } from '../api/status.ts';
import { auditState } from '../ingest/audit-state.ts';
import { auditTickets } from '../ingest/audit-tickets.ts';
import { auditKinds, recordAudits } from '../models/audits.ts';
import { followNow, type Store, sourceAt, startStore } from './store.ts';

/** An alert that comes with each round is read by nobody, and one that never ends says nothing. */
const test = suite('the alerts of the indexer’s own audit');
let fixture: ChainFixture;
let store: Store;
let event: string;

type Line = { level: string; msg: string; eventNo: number; differences?: Check[] };
const lines: Line[] = [];
const log = pino(
	{ formatters: { level: (level) => ({ level }) } },
	{ write: (line: string) => void lines.push(JSON.parse(line)) },
);
/** The lines since the last call. */
const said = (): Line[] => lines.splice(0);

test.before(async () => {
	[fixture, store] = await Promise.all([ChainFixture.start(), startStore()]);
	event = await fixture.publish();
	await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }]);
	await followNow(store, fixture);
});
test.before.each(async () => {
	await store.rows('delete from chain.audits');
	said();
});
test.after(async () => {
	await Promise.all([store.close(), fixture.close()]);
});

/** Each is two minutes after the one before, when every event is due again. */
let at = Date.now();
function round() {
	at += 120_000;
	return auditState(store.db, sourceAt(fixture.chain.rpcUrl), log, new Date(at));
}
const differing = async () => (await readFaults(store.db)).differing;

test('a difference is one error with both values when it begins, another when it changes, and one line when it ends', async () => {
	const sold = (change: string) => store.rows(`update chain.tiers set sold = sold ${change} where index = 0`);
	await round();
	assert.equal([said(), await differing()], [[], 0], 'the control: nothing differs');
	await sold('+ 1');
	for (let i = 0; i < 3; i++) await round();
	const [begins, ...more] = said();
	assert.equal([begins!.level, more, await differing()], ['error', [], 1]);
	assert.is(begins!.msg, 'state audit: read models differ from the chain');
	assert.ok(begins!.differences!.some(({ expected, found }) => expected !== found && found !== ''));
	await sold('+ 1');
	for (let i = 0; i < 2; i++) await round();
	assert.equal(
		said().map(({ level }) => level),
		['error'],
	);
	await sold('- 2');
	for (let i = 0; i < 2; i++) await round();
	assert.equal(
		said().map(({ level, msg }) => [level, msg]),
		[['info', 'state audit: read models differ from the chain no more']],
	);
	assert.is(await differing(), 0);
});

test('each kind of audit has its own alert', async () => {
	const wrong = { name: 'x', ok: false, expected: '1', found: '2' };
	for (const kind of auditKinds) {
		const row = { eventNo: 1, kind, ledger: 9, at: new Date() };
		for (let i = 0; i < 2; i++)
			await recordAudits(store.db, [{ ...row, ok: false, differences: [wrong] }], log);
		for (let i = 0; i < 2; i++) await recordAudits(store.db, [{ ...row, ok: true, differences: [] }], log);
		assert.equal(
			said().map(({ level }) => level),
			['error', 'info'],
			kind,
		);
	}
});

test('an event with many orders differs until the order that differs is compared again', async () => {
	const fan = await fixture.fan();
	for (let i = 0; i < 55; i++) await fixture.buy(fan, event, [{ tier: 0, qty: 1 }]);
	await followNow(store, fixture);
	const audit = { db: store.db, source: sourceAt(fixture.chain.rpcUrl), log, ordersPerRound: 50 };
	let now = Date.now();
	const cycle = async (): Promise<number[]> => {
		now += 3_700_000;
		const found: number[] = [];
		while ((await auditTickets(audit, new Date(now))) !== null) found.push(await differing());
		return found;
	};
	assert.equal(await cycle(), [0, 0], 'the control');
	const last = 'id = (select max(id) from chain.orders)';
	await store.rows(`update chain.orders set refunded_mask = 1 where ${last}`);
	assert.equal(await cycle(), [0, 1], 'it is in the second round');
	assert.equal(await cycle(), [1, 1], 'the first round of the next time does not make it whole');
	await store.rows(`update chain.orders set refunded_mask = 0 where ${last}`);
	assert.equal(await cycle(), [1, 0]);
	assert.equal(
		said().map(({ level }) => level),
		['error', 'info'],
	);
});

test.run();
