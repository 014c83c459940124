import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import { auditState } from '../ingest/audit-state.ts';
import { auditTickets } from '../ingest/audit-tickets.ts';
import { repairLogs } from '../ingest/repair-logs.ts';
import type { Source } from '../ingest/rpc-source.ts';
import { nextEpoch } from '../models/checkpoint.ts';
import { lifeTerms, liveThrough } from './life.ts';
import {
	type ChainIdentity,
	differences,
	emptyAll,
	followOptions,
	followTo,
	openCluster,
	openStore,
	quiet,
	recordExpected,
	type Store,
	sourceAt,
} from './store.ts';

const test = suite('a source that hides events outside the log');
let fixture: ChainFixture;
let cluster: TestPostgres;
let store: Store;
let chain: ChainIdentity;
let honest: Source;
let latest: number;

/** More ledgers than a reader at the tip reads whole. */
const ledgersAfter = 80;

test.before(async () => {
	[fixture, cluster] = await Promise.all([ChainFixture.start(), openCluster()]);
	store = await openStore(cluster);
	const { registry, sinceLedger } = fixture.deployment;
	chain = { network: fixture.chain.passphrase, registry, startLedger: sinceLedger + 1 };
	await liveThrough(fixture, await fixture.publish(lifeTerms(fixture)));
	for (let i = 0; i < ledgersAfter; i++) fixture.localnet.network.close();
	latest = fixture.localnet.network.sequence;
	honest = sourceAt(fixture.chain.rpcUrl);
	await followTo(followOptions(store, honest), chain, latest);
	await recordExpected(store);
});
test.after(async () => {
	await store.close();
	await Promise.all([cluster.stop(), fixture.close()]);
});
test.before.each(() => emptyAll(store));

/** A node whose pages, and answers about a contract, leave out events of these names. Its ledgers are whole. */
function hiding(names: string[]): Source {
	const shown = (list: RawEvent[]): RawEvent[] => list.filter((e) => !names.includes(passaName(e)!));
	return {
		...honest,
		events: async (start) => {
			const page = await honest.events(start);
			return { ...page, events: shown(page.events) };
		},
		logs: async (contracts, startLedger) => shown(await honest.logs(contracts, startLedger)),
	};
}

/** What the models lack, apart from live messages: late events are news of a later ledger. */
const lacking = async (): Promise<string[]> =>
	(await differences(store)).filter((d) => !/: (other messages|numbers do not go on)$/.test(d));

const plain = ['claimed', 'listed', 'unlisted', 'checked_in'];

test('at the tip every ledger’s own meta has them', async () => {
	const source = hiding(plain);
	const nearTip = { ...chain, startLedger: latest - 20 };
	// The control: nothing of the event is in these ledgers, and nothing is missing.
	await followTo(followOptions(store, source), nearTip, latest);
	assert.equal(await store.rows('select 1 from chain.quarantine'), []);
});

/** Compares the event's tickets with its orders' entries. */
async function areTicketsRight(source: Source): Promise<boolean> {
	await store.rows(`update chain.audits set at = 'epoch'`);
	assert.is(await auditTickets({ db: store.db, source, log: quiet }, new Date()), 1);
	const [{ ok }] = await store.rows(`select ok from chain.audits where kind = 'tickets'`);
	return ok;
}

test('far behind, tickets are compared with their orders, and the ledgers themselves have what is missing', async () => {
	const source = hiding(plain);
	const options = followOptions(store, source);
	await followTo(options, chain, latest);
	assert.ok(
		(await lacking()).some((d) => d.startsWith('tickets')),
		'the control: events are missing',
	);
	await auditState(store.db, source, quiet, new Date());
	assert.equal(await store.rows('select 1 from chain.audits where not ok'), [], 'no total shows it');

	const epoch = await nextEpoch(store.db);
	assert.is(await areTicketsRight(source), false);
	const [held] = await store.rows('select code from chain.quarantine');
	assert.is(held.code, 'TICKETS_DIFFER');
	assert.is(await repairLogs(options, epoch), 1);
	const [entered] = await store.rows(
		`select gate is not null as gate from chain.tickets where state = 'used'`,
	);
	assert.equal(entered, { gate: true }, 'the last change of each order is known, from its ledger');
	assert.is(
		await areTicketsRight(source),
		false,
		'a listing before it is still hidden, and stays a difference',
	);

	const generous = { ...source, logs: honest.logs };
	assert.is(await repairLogs(followOptions(store, generous), epoch), 1);
	assert.is(await areTicketsRight(source), true);
	assert.equal(await lacking(), []);
});

test.run();
