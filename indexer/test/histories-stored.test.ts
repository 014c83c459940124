import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Check } from '#shared/chain/audit/check.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { applyLate } from '../ingest/apply-late.ts';
import { applyLedgers, type Position } from '../ingest/apply-ledgers.ts';
import { auditModels } from '../ingest/audit-models.ts';
import type { Header } from '../ingest/ledger-header.ts';
import { restoreOldRows } from '../ingest/restore-old-rows.ts';
import type { EntriesAnswer, Source } from '../ingest/rpc-source.ts';
import { messagesOfLedger } from '../live/deltas.ts';
import { nextEpoch, openCheckpoint } from '../models/checkpoint.ts';
import { firstLedger, passphrase, recordedHistories, registry } from './recorded-histories.ts';
import { seeded } from './recording.ts';
import { emptyAll, quiet, type Store, startStore } from './store.ts';

const test = suite('recorded histories in the database');
const histories = recordedHistories().slice(0, 12);
let store: Store;
let epoch: number;

test.before(async () => {
	store = await startStore();
});
test.after(async () => {
	await store.close();
});
test.before.each(() => emptyDatabase());

async function emptyDatabase(): Promise<void> {
	await emptyAll(store);
	await openCheckpoint(store.db, { network: passphrase, registry, startLedger: firstLedger });
	epoch = await nextEpoch(store.db);
}

const hashOf = (ledger: number): string => ledger.toString(16).padStart(64, 'a');

function headerOf(list: RawEvent[]): Header {
	const { ledger: sequence, ledgerClosedAt } = list[0]!;
	const closedAt = new Date(ledgerClosedAt);
	return { sequence, hash: hashOf(sequence), previousHash: hashOf(sequence - 1), closedAt, results: '' };
}

const start: Position = {
	ledger: firstLedger - 1,
	announced: 0,
	network: passphrase,
	registry,
	hash: null,
	announcedLedger: firstLedger,
};

const nothingHidden = (_: RawEvent): boolean => false;
const oneByOne = (): number => 1;

/** Applies a history, without the events that `isHidden` names; `size` says how many ledgers the next transaction writes. */
async function follow(raw: RawEvent[], isHidden = nothingHidden, size = oneByOne): Promise<void> {
	let position = start;
	const ledgers = [...Map.groupBy(raw, (e) => e.ledger).values()].map((list) => ({
		header: headerOf(list),
		events: list.filter((e) => !isHidden(e)),
		proven: true,
		proof: null,
	}));
	const range = { latestLedger: ledgers.at(-1)!.header.sequence, oldestLedger: firstLedger };
	const options = { db: store.db, messagesOf: messagesOfLedger };
	while (ledgers.length > 0) {
		const group = ledgers.splice(0, size());
		({ position } = await applyLedgers(options, epoch, position, group, range));
	}
	assert.equal(position, { ...position, ledger: range.latestLedger, hash: hashOf(range.latestLedger) });
}

/** A source that has nothing: the audit then compares the database with itself. */
const nowhere = {
	ledgers: async () => ({ ledgers: [], latestLedger: 0, oldestLedger: 0 }),
	entries: async (): Promise<EntriesAnswer> => ({ entries: [], latestLedger: 0 }),
} as unknown as Source;

/** What is different between the event's rows and those that its raw events say. */
async function differences(): Promise<string[]> {
	await store.rows(`delete from chain.audits`);
	const base = pathToFileURL('/nowhere/');
	const auditing = { db: store.db, source: nowhere, base, log: quiet, compared: new Map() };
	assert.equal(await auditModels(auditing, new Date()), [1]);
	const [row] = await store.rows(`select differences from chain.audits`);
	return row.differences.map((d: Check) => `${d.name}: ${d.expected} / ${d.found}`);
}

test('an event that was followed is the event rebuilt from its raw events', async () => {
	for (const [i, { raw }] of histories.entries()) {
		await emptyDatabase();
		await follow(raw);
		assert.equal(await differences(), [], `history ${i}`);
	}
});

test('ledgers that one transaction writes leave what a transaction for each leaves, also where an event is missing', async () => {
	const random = seeded(7);
	let withHole = 0;
	for (const [i, { raw }] of histories.entries()) {
		const missing = raw[Math.floor(random() * raw.length)]!.id;
		for (const isHidden of [nothingHidden, (e: RawEvent) => e.id === missing]) {
			await emptyDatabase();
			await follow(raw, isHidden);
			const apart = [...(await rowsNow()), ...(await positionNow())];
			if (apart.some((row) => row.startsWith('quarantine'))) withHole++;
			for (const size of [() => raw.length, () => 1 + Math.floor(random() * 4)]) {
				await emptyDatabase();
				await follow(raw, isHidden, size);
				assert.equal([...(await rowsNow()), ...(await positionNow())], apart, `history ${i}`);
			}
		}
	}
	assert.ok(withHole > 3, `${withHole} histories with a hole`);
});

test('a plain event that comes late leaves the same rows as one in time', async () => {
	let tried = 0;
	for (const { raw } of histories) {
		const hidden = raw.find(isPlain);
		if (!hidden) continue;
		await emptyDatabase();
		await follow(raw, (e) => e.id === hidden.id);
		const before = await rowsNow();
		const list = raw.filter((e) => e.ledger === hidden.ledger);
		const late = { header: headerOf(list), events: list, proven: true, proof: null, announced: 1 };
		assert.equal(await applyLate({ db: store.db, messagesOf: messagesOfLedger }, epoch, late), []);
		const after = await rowsNow();
		assert.not.equal(after, before);
		await emptyDatabase();
		await follow(raw);
		assert.equal(after, await rowsNow());
		tried++;
	}
	assert.ok(tried > 5, `${tried} histories`);
});

test('plain events of a log with a hole wait, and come with what was missing', async () => {
	const { raw } = histories.find(({ raw: list }) => list.filter(isPlain).length > 3)!;
	const at = raw.findIndex((e) => passaName(e) === 'sold' || passaName(e) === 'settled');
	await follow(raw, (e) => e.id === raw[at]!.id);
	const [held] = await store.rows(`select code from chain.quarantine`);
	assert.is(held.code, 'LOG_GAP');
	const stored = await store.rows(`select id from chain.raw_events where id > $1`, [raw[at]!.id]);
	const laterLogged = raw.slice(at + 1).find((e) => !isPlain(e))!;
	assert.ok(
		stored.every(({ id }) => id < laterLogged.id),
		'nothing after the first event that shows the hole',
	);
	for (const list of Map.groupBy(raw, (e) => e.ledger).values()) {
		const late = { header: headerOf(list), events: list, proven: true, proof: null, announced: 1 };
		assert.equal(await applyLate({ db: store.db, messagesOf: messagesOfLedger }, epoch, late), []);
	}
	const after = await rowsNow();
	await emptyDatabase();
	await follow(raw);
	assert.equal(after, await rowsNow());
});

test('rows of an earlier release are made again from raw events', async () => {
	await follow(histories[0]!.raw);
	const whole = await rowsNow();
	await store.rows(
		`update chain.events set version = 0, attribution_key = '', refundable = 0, ordered = false`,
	);
	await store.rows(`update chain.tickets set state = 'valid', custody = false, payer = null, gate = null`);
	await store.rows(`update chain.orders set credits = '[]', refunded = 0`);
	await store.rows(`update chain.documents set named_by = ''`);
	assert.not.equal(await rowsNow(), whole);
	assert.is(await restoreOldRows({ db: store.db, log: quiet }, epoch), 1);
	assert.equal(await rowsNow(), whole);
	assert.is(await restoreOldRows({ db: store.db, log: quiet }, epoch), 0, 'once is enough');
});

const plainNames = ['moved', 'claimed', 'listed', 'unlisted', 'checked_in'];
const isPlain = (raw: RawEvent): boolean => plainNames.includes(passaName(raw)!);

const tables = [
	...['events', 'tiers', 'payees', 'creators', 'orders', 'tickets', 'payouts', 'refunds', 'resales', 'owed'],
	...['top_ups', 'gates', 'changes', 'raw_events'],
];

/** All rows of all read models, as text in one order. */
async function rowsNow(): Promise<string[]> {
	const found = await Promise.all(
		tables.map((table) => store.rows(`select '${table} ' || t::text as row from chain.${table} t`)),
	);
	const documents = await store.rows(
		`select 'documents ' || hash || uri || named_by as row from chain.documents`,
	);
	return [...found.flat(), ...documents].map(({ row }) => row).sort();
}

/** What stands beside the read models: ledgers, logs with a hole, and how far the reading is. */
async function positionNow(): Promise<string[]> {
	const rows = await store.rows(
		`select 'ledgers ' || t::text as row from chain.ledgers t
		union all select 'quarantine ' || concat_ws(' ', contract, no, code, from_ledger) from chain.quarantine
		union all select 'checkpoint ' || concat_ws(' ', ledger, hash, closed_at, announced) from chain.checkpoint`,
	);
	return rows.map(({ row }) => row).sort();
}

test.run();
