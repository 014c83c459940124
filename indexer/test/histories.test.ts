import { StrKey, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Check, equal } from '#shared/chain/audit/check.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { loggedParts, passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import type { History } from '#testing/contract/histories.ts';
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
import { passphrase, recordedHistories, registry } from './recorded-histories.ts';

const test = suite('the read models of histories that the contract made');
const histories = recordedHistories();

/** Rows of all models, from a history's events alone. */
async function rowsOf({ raw }: History): Promise<Map<string, object[]>> {
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
		assert.equal(creatorAccounts(rows), sorted(history.creators));
		assert.equal(owedAmounts(rows), owedEntries(history));
		assert.equal(askingPrices(rows), listedEntries(history));
	});
}

function orderChecks(rows: Rows, { orders, moved }: History): Check[] {
	const [event] = list<EventRow>(rows, 'events');
	const tickets = Map.groupBy(list<TicketRow>(rows, 'tickets'), (t) => t.orderId);
	const found = list<OrderRow>(rows, 'orders');
	return [
		equal('orders', found.map((o) => o.id).sort(), [...orders.keys()].sort()),
		...found.flatMap((row) =>
			ticketChecks(
				event!,
				row,
				tickets.get(row.id)!,
				orders.get(row.id)!,
				(index) => moved.get(ticketId(row.id, index)) ?? null,
			),
		),
	];
}

const sorted = <T>(pairs: Iterable<[string, T]>): [string, T][] =>
	[...pairs].sort(([a], [b]) => (a < b ? -1 : 1));

const creatorAccounts = (rows: Rows) =>
	sorted(
		list<CreatorRow>(rows, 'creators').map(({ creator, bps, earned, paid, points }) => [
			creator,
			{ bps, earned, paid, points },
		]),
	);

const owedAmounts = (rows: Rows) =>
	sorted(list<OwedRow>(rows, 'owed').map(({ receiver, amount }) => [receiver, amount])).filter(isOwed);
const owedEntries = ({ owed, treasuryOwed }: History) =>
	sorted([...owed, [treasuryName, treasuryOwed] as [string, bigint]]).filter(isOwed);
const isOwed = ([, amount]: [string, bigint]): boolean => amount > 0n;

const askingPrices = (rows: Rows) =>
	sorted(
		list<TicketRow>(rows, 'tickets')
			.filter((t) => t.price !== null)
			.map((t) => [String(ticketId(t.orderId, t.index)), t.price!]),
	);
const listedEntries = ({ listed }: History) =>
	sorted([...listed].map(([ticket, price]) => [String(ticket), price]));

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

test('a plain event counts after the creation only, and no other event may be plain', () => {
	const { raw } = histories.find(({ raw: list }) => list.some((e) => passaName(e) === 'listed'))!;
	const known = { network: passphrase, registry, announced: 0, announcedLedger: 0, heads: new Map() };
	const codes = (list: RawEvent[]) => readFacts(list, known).broken.map(({ code }) => code);
	const [announced, created, ...rest] = raw;
	const listed = rest.find((e) => passaName(e) === 'listed')!;
	assert.equal(codes([announced!, listed, created!]), ['LOG_GAP']);
	assert.equal(codes([announced!, created!, listed]), [], 'the negative control');
	const logless = rest.find((e) => !plainNames.includes(passaName(e)!))!;
	const [payload] = loggedParts(logless);
	const bare = { ...logless, value: payload.toXdr('base64') };
	assert.equal(codes([announced!, created!, bare]), ['EVENT_MALFORMED']);
	const foreign = readFacts(
		[{ ...listed, contractId: StrKey.encodeContract(new Uint8Array(32).fill(7)) }],
		known,
	);
	assert.equal([foreign.foreign, foreign.facts], [1, []]);
	const unknown = { ...listed, topic: [listed.topic[0]!, xdr.ScVal.scvSymbol('burnt').toXdr('base64')] };
	assert.equal(codes([announced!, created!, unknown]), ['EVENT_UNKNOWN']);
});

const plainNames = ['moved', 'claimed', 'listed', 'unlisted', 'checked_in'];

test.run();
