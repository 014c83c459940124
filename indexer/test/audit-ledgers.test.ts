import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { httpArchive } from '#shared/chain/archive/archive.ts';
import { checkpointOf, firstLedgerOf } from '#shared/chain/archive/checkpoints.ts';
import { noNetworks } from '#shared/service/address.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import {
	type ArchiveLie,
	changesRecords,
	honest,
	type LyingArchive,
	lyingArchive,
	rechained,
	refuses,
} from '#testing/proxies/lying-archive.ts';
import { startIndexer } from '../indexer.ts';
import { auditLedgers } from '../ingest/audit-ledgers.ts';
import { dropAudits } from '../models/audits.ts';
import { until } from './indexer-fixture.ts';
import { followNow, quiet, type Store, startStore } from './store.ts';

const test = suite('the audit of stored ledgers by history archives');
let fixture: ChainFixture;
let store: Store;
let archive: LyingArchive;
/** The ledgers with the event's events, in two checkpoints. */
let first: number[];
let later: number;

test.before(async () => {
	[fixture, store] = await Promise.all([ChainFixture.start(), startStore()]);
	const event = await fixture.publish();
	await sell(event);
	closeUntil(checkpointOf(fixture.localnet.network.sequence) + 1);
	later = await sell(event);
	closeUntil(checkpointOf(later) - 1);
	await readAll();
	const rows = await store.rows(
		'select distinct r.ledger from chain.raw_events r join chain.events e on e.address = r.contract order by 1',
	);
	first = rows.map(({ ledger }) => ledger).filter((ledger) => ledger < later);
	assert.ok(first.length > 0);
	assert.is.not(checkpointOf(first[0]!), checkpointOf(later));
	archive = await lyingArchive(fixture.localnet.url);
});
test.before.each(async () => {
	archive.behave(honest);
	await dropAudits(store.db, 'ledgers');
});
test.after(async () => {
	await archive.close();
	await Promise.all([store.close(), fixture.close()]);
});

const sell = async (event: string) =>
	(await fixture.buy(await fixture.fan(), event, [{ tier: 0, qty: 1 }])).ledger;

function closeUntil(ledger: number) {
	while (fixture.localnet.network.sequence < ledger) fixture.localnet.network.close();
}

async function readAll() {
	await followNow(store, fixture);
}

const hour = 3600_000;
let now = Date.now();

/** A round, an hour after the one before; what is recorded then. */
async function round(lie: ArchiveLie, urls = [archive.url]) {
	archive.behave(lie);
	now += hour + 1000;
	const archives = urls.map((url) => httpArchive(url, 1000));
	const options = { db: store.db, archives, network: fixture.chain.passphrase, log: quiet };
	assert.is(await auditLedgers(options, new Date(now)), 1);
	const [row] = await store.rows(`select ok, ledger, differences from chain.audits where kind = 'ledgers'`);
	return { ...row, names: row.differences.map((d: { name: string }) => d.name) };
}

/** Another history from this ledger on. */
const forged = (ledger: number): ArchiveLie => {
	const checkpoint = checkpointOf(ledger);
	const own = changesRecords('ledger', (all) => rechained(all, ledger - firstLedgerOf(checkpoint)));
	return (path, answer) =>
		path.endsWith(`${checkpoint.toString(16).padStart(8, '0')}.xdr.gz`) ? own(path, answer) : answer;
};

test('compares what is published, and the rest once it is', async () => {
	const early = await round(honest);
	assert.equal([early.ok, early.ledger, early.names], [true, first.at(-1), []]);
	assert.ok(archive.asked.some((path) => path.startsWith('ledger')));
	closeUntil(checkpointOf(later));
	assert.is((await round(honest)).ledger, later);
	const files = archive.asked.filter((path) => path.startsWith('ledger'));
	assert.is(files.length, 1, 'the ledgers of the first checkpoint are compared once');
	await round(honest);
	assert.equal(archive.asked, [], 'nothing is left');
});

test('names each ledger that an archive has otherwise, again in every round, until it has not', async () => {
	for (let i = 0; i < 2; i++) {
		const { ok, ledger, names } = await round(forged(later));
		assert.equal([ok, ledger, names], [false, first.at(-1), [`ledger ${later} at ${archive.url}`]]);
	}
	const mended = await round(honest);
	assert.equal([mended.ok, mended.ledger, mended.names], [true, later, []]);
	await dropAudits(store.db, 'ledgers');
	const { ledger, names } = await round(forged(first[0]!));
	assert.is(ledger, 0, 'from the first one on they are compared again');
	assert.equal(
		names,
		first.map((each) => `ledger ${each} at ${archive.url}`),
	);
});

test('compares a ledger that is stored late, below those that were compared', async () => {
	const late = first[0]!;
	const [whole] = await store.rows('select * from chain.ledgers where sequence = $1', [late]);
	await store.rows('delete from chain.ledgers where sequence = $1', [late]);
	assert.is((await round(honest)).ledger, later);
	await store.rows(`insert into chain.ledgers select * from jsonb_populate_record(null::chain.ledgers, $1)`, [
		{ ...whole, hash: '00'.repeat(32) },
	]);
	const { names } = await round(honest);
	await store.rows('update chain.ledgers set hash = $2 where sequence = $1', [late, whole.hash]);
	assert.equal(names, [`ledger ${late} at ${archive.url}`]);
	assert.is((await round(honest)).ok, true, 'the control');
});

test('finds a stored hash that was changed', async () => {
	const [{ hash }] = await store.rows('select hash from chain.ledgers where sequence = $1', [later]);
	const write = (value: string) =>
		store.rows('update chain.ledgers set hash = $2 where sequence = $1', [later, value]);
	await write('00'.repeat(32));
	const { ok, differences } = await round(honest);
	await write(hash);
	assert.is(ok, false);
	assert.equal([differences[0].expected, differences[0].found], [hash, '00'.repeat(32)]);
	assert.is((await round(honest)).ok, true, 'the control');
});

test('an archive that gives nothing is no difference, and the next one is asked', async () => {
	const { ok, ledger } = await round(refuses(500));
	assert.equal([ok, ledger], [true, 0]);
	const other = await lyingArchive(fixture.localnet.url);
	assert.is((await round(refuses(500), [archive.url, other.url])).ledger, later);
	await other.close();
});

test('a difference is shown at /status, by ledger, and ends where no archive is named', async () => {
	await round(forged(later));
	const { registry, sinceLedger } = fixture.deployment;
	const start = (archiveUrls: string[]) =>
		startIndexer({
			databaseUrl: store.url,
			rpcUrl: fixture.chain.rpcUrl,
			network: fixture.chain.passphrase,
			registry,
			sinceLedger,
			metadataBase: new URL('file:///nowhere/'),
			archiveUrls,
			host: '127.0.0.1',
			port: 0,
			pollMilliseconds: 20,
			proxies: noNetworks,
			log: quiet,
		});
	type Shown = { audit: { differences: { differences: { name: string }[] }[] } };
	const shown = async (url: string): Promise<string[]> => {
		const answer = await fetch(`${url}/status`);
		if (!answer.ok) return [];
		const { audit } = (await answer.json()) as Shown;
		return audit.differences.flatMap((each) => each.differences.map(({ name }) => name));
	};
	const wanted = `ledger ${later} at ${archive.url}`;
	const indexer = await start([archive.url]);
	await indexer.started;
	await until('the difference', async () => (await shown(indexer.url)).includes(wanted));
	await indexer.stop();
	const without = await start([]);
	await without.started;
	await until('its end', async () => !(await shown(without.url)).includes(wanted));
	await without.stop();
});

test.run();
