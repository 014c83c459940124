import { scValToNative, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Check, equal } from '#shared/chain/audit/check.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { decodeCreator } from '#shared/contract/event-v2/creator.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { keys } from '#shared/contract/event-v2/keys.ts';
import { decodeSum } from '#shared/contract/event-v2/sum.ts';
import { passaName } from '#shared/contract/raw-event.ts';
import { readFacts } from '../facts/read-facts.ts';
import { nothingTouched } from '../facts/touched.ts';
import { stateChecks } from '../ingest/state-checks.ts';
import { ticketChecks } from '../ingest/ticket-checks.ts';
import { models } from '../models/all-models.ts';
import type { CreatorRow } from '../models/creators.ts';
import type { EventParts } from '../models/event-parts.ts';
import type { EventRow } from '../models/events.ts';
import type { GateRow } from '../models/gates.ts';
import { reduce } from '../models/model.ts';
import type { OrderRow } from '../models/orders-table.ts';
import { type OwedRow, treasuryName } from '../models/owed.ts';
import type { PayeeRow } from '../models/payees.ts';
import type { TicketRow } from '../models/tickets.ts';
import type { TierRow } from '../models/tiers.ts';
import { passphrase, type RecordedHistory, recordedHistories, registry } from './recorded-histories.ts';

const test = suite('the read models of histories that the contract made');
const histories = recordedHistories();

/** Rows of all models, from a history's events alone. */
async function rowsOf({ raw }: RecordedHistory): Promise<Map<string, object[]>> {
	const known = { network: passphrase, registry, announced: 0, announcedLedger: 0, heads: new Map() };
	const { facts, broken, foreign } = readFacts(raw, known);
	assert.equal([broken, foreign, facts.length], [[], 0, raw.length]);
	const rows = new Map<string, object[]>();
	for (const model of models) {
		const state = await model.load(undefined as never, nothingTouched);
		for (const fact of facts) reduce(model, state, fact);
		rows.set(model.name, model.rows(state));
	}
	return rows;
}

type Rows = Awaited<ReturnType<typeof rowsOf>>;
const list = <T>(rows: Rows, name: string): T[] => rows.get(name) as T[];

function partsOf(rows: Rows): EventParts {
	const [row] = list<EventRow>(rows, 'events');
	const gates = list<GateRow>(rows, 'gates').filter((g) => g.isOn);
	return {
		row: row!,
		tiers: list<TierRow>(rows, 'tiers'),
		payees: list<PayeeRow>(rows, 'payees'),
		gates: gates.map((g) => g.gate).sort(),
	};
}

const wrong = (checks: Check[]): Check[] => checks.filter((check) => !check.ok);

for (const [i, history] of histories.entries()) {
	test(`history ${i}: ${history.raw.length} events leave what its entries say`, async () => {
		const rows = await rowsOf(history);
		assert.equal(wrong(stateChecks(partsOf(rows), history.state)), []);
		assert.equal(wrong(orderChecks(rows, history)), []);
		assert.equal(creatorAccounts(rows), creatorEntries(history));
		assert.equal(owedAmounts(rows), owedEntries(history));
		assert.equal(askingPrices(rows), listedEntries(history));
	});
}

function orderChecks(rows: Rows, { entries }: RecordedHistory): Check[] {
	const [event] = list<EventRow>(rows, 'events');
	const tickets = Map.groupBy(list<TicketRow>(rows, 'tickets'), (t) => t.orderId);
	return list<OrderRow>(rows, 'orders').flatMap((row) => {
		const order = eventV2.decodeOrder(entries.get(keys.order(row.id).toXdr('base64')));
		const moved = (index: number) =>
			eventV2.decodeMoved(entries.get(keys.moved(ticketId(row.id, index)).toXdr('base64')));
		return ticketChecks(event!, row, tickets.get(row.id)!, order, moved);
	});
}

/** Entries of one kind: the second part of their keys, and their values. */
function entriesOf({ entries }: RecordedHistory, kind: string): [string, unknown][] {
	return [...entries].flatMap(([key, value]): [string, unknown][] => {
		const parts: unknown = scValToNative(xdr.ScVal.fromXdr(key, 'base64'));
		return Array.isArray(parts) && parts[0] === kind ? [[String(parts[1]), value]] : [];
	});
}

const sorted = <T>(pairs: [string, T][]): [string, T][] => pairs.sort(([a], [b]) => (a < b ? -1 : 1));

const creatorAccounts = (rows: Rows) =>
	sorted(
		list<CreatorRow>(rows, 'creators').map(({ creator, bps, earned, paid, points }) => [
			creator,
			{ bps, earned, paid, points },
		]),
	);
const creatorEntries = (history: RecordedHistory) =>
	sorted(entriesOf(history, 'Creator').map(([creator, value]) => [creator, decodeCreator(value)]));

const owedAmounts = (rows: Rows) =>
	sorted(list<OwedRow>(rows, 'owed').map(({ receiver, amount }) => [receiver, amount])).filter(isOwed);
function owedEntries(history: RecordedHistory) {
	const treasury = history.entries.get(keys.treasury.toXdr('base64'));
	const all = [
		...entriesOf(history, 'Owed'),
		...(treasury ? [[treasuryName, treasury] as [string, unknown]] : []),
	];
	return sorted(all.map(([receiver, value]): [string, bigint] => [receiver, decodeSum(value)])).filter(
		isOwed,
	);
}
const isOwed = ([, amount]: [string, bigint]): boolean => amount > 0n;

const askingPrices = (rows: Rows) =>
	sorted(
		list<TicketRow>(rows, 'tickets')
			.filter((t) => t.price !== null)
			.map((t) => [String(ticketId(t.orderId, t.index)), t.price!]),
	);
const listedEntries = (history: RecordedHistory) =>
	sorted(entriesOf(history, 'Listed').map(([ticket, value]) => [ticket, decodeSum(value)]));

test('the histories have every event, so that each handler is tried', () => {
	const names = new Set(histories.flatMap(({ raw }) => raw.map((each) => passaName(each))));
	const handled = Object.keys(models[0]!.on);
	assert.equal(
		handled.filter((name) => !names.has(name)),
		[],
	);
});

test('one event left out, or two in the wrong order, leave another state: the negative control', async () => {
	let found = 0;
	for (const history of histories.slice(0, 10)) {
		const at = history.raw.findLastIndex((each) => plainNames.includes(passaName(each)!));
		if (at < 0) continue;
		const rows = await rowsOf({ ...history, raw: history.raw.toSpliced(at, 1) });
		const checks = [
			...orderChecks(rows, history),
			equal('asking prices', listedEntries(history), askingPrices(rows)),
		];
		if (wrong(checks).length > 0) found++;
	}
	assert.ok(found >= 5, `${found} of 10`);
});

const plainNames = ['moved', 'claimed', 'listed', 'unlisted', 'checked_in'];

test.run();
