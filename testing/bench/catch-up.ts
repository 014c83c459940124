import { Keypair } from '@stellar/stellar-sdk';
import { passaTopic } from '#indexer/indexer.ts';
import { confirmEvents, OurContracts } from '#indexer/ingest/confirm-events.ts';
import { readAhead, runsOf } from '#indexer/ingest/read-ahead.ts';
import { rpcSource, type Source, type Start } from '#indexer/ingest/rpc-source.ts';
import { deploy } from '#scripts/deploy/deploy.ts';
import { call, scannedLedger } from '#shared/chain/rpc.ts';
import { nodesOf } from '#shared/chain/rpc-nodes.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { quote } from '#shared/chain/submit/purchase.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { openWallets } from '#testing/fixtures/deployed-network.ts';
import { limited, misbehavingNode, tooMany } from '#testing/proxies/misbehaving-node.ts';
import { startOwnPostgres } from '../postgres/test-postgres.ts';
import { benchEvent } from './bench-event.ts';
import { startBenchIndexer } from './bench-indexer.ts';
import { percentile, report, seconds } from './figure.ts';
import { startLocalnetProcess } from './localnet-process.ts';

/** An indexer with an empty database reads a chain that has sales in most ledgers. */
const fans = 8;
const ledgersWithSales = 600;
/** Ledgers without an event of ours, after every tenth one with sales. */
const emptyLedgers = 5;
const runs = 3;
/** What public nodes take for nothing. */
const requestsASecond = 5;

const [localnet, cluster] = await Promise.all([startLocalnetProcess(), startOwnPostgres()]);
const { chain } = localnet;
const deployment = await deploy({ chain });
const { sinceLedger } = deployment;
const event = await benchEvent(chain, deployment, { capacity: 100_000, fiatQuota: 0 });
const crowd = Array.from({ length: fans }, () => Keypair.random());
await openWallets(chain, deployment, crowd, 100);
await sell();
const { sequence: newest } = await call(chain.rpcUrl, 'getLatestLedger');

const drained: number[] = [];
const proven: number[] = [];
const caughtUp: number[] = [];
let requests = 0;
let events = 0;
// Each pair runs side by side in time, so that other work on this machine slows both.
for (let i = 0; i < runs; i++) {
	const drain = await drainPages();
	events = drain.found.length;
	drained.push(events / drain.taken);
	proven.push(events / (await proveAll(drain.found)));
	const before = requestsSent();
	caughtUp.push(events / (await catchUp(chain.rpcUrl)));
	requests = requestsSent() - before;
}
const poor = await misbehavingNode(chain.rpcUrl);
poor.behave(limited(requestsASecond, () => tooMany('1')));
const atPoorNode = events / (await catchUp(poor.url));
await poor.close();
report([
	{
		name: `catching up from the RPC, ${events} events in ${newest - sinceLedger} ledgers`,
		value: percentile(caughtUp, 50),
		unit: 'events a second',
		reference: {
			name: 'the same events, each proven by its ledger, without a database, a second',
			value: percentile(proven, 50),
		},
	},
	{
		name: 'the same events, each proven by its ledger, without a database',
		value: percentile(proven, 50),
		unit: 'events a second',
		reference: { name: 'their pages alone, events a second', value: percentile(drained, 50) },
	},
	{
		name: `the same at an RPC that takes ${requestsASecond} requests a second`,
		value: atPoorNode,
		unit: 'events a second',
		reference: { name: 'without a limit, events a second', value: percentile(caughtUp, 50) },
	},
	{
		name: 'requests to the RPC for it',
		value: requests,
		unit: '',
		reference: { name: 'ledgers with sales', value: ledgersWithSales },
	},
]);
await Promise.all([localnet.stop(), cluster.stop()]);
process.exit();

function requestsSent(): number {
	return nodesOf(chain.rpcUrl)[0]!.facts.requests;
}

function source(): Source {
	return rpcSource(chain.rpcUrl, passaTopic, { timeout: 10_000, limit: 1000 });
}

async function drainPages(): Promise<{ found: RawEvent[]; taken: number }> {
	const begun = performance.now();
	const found: RawEvent[] = [];
	const drained = source();
	for (let start: Start = { startLedger: sinceLedger + 1 }; ; ) {
		const page = await drained.events(start);
		found.push(...page.events);
		if (scannedLedger(page.cursor) >= newest) return { found, taken: seconds(begun) };
		start = { cursor: page.cursor };
	}
}

/** Seconds to drain the pages again and to prove each event: what any indexer must read that believes no node. */
async function proveAll(found: RawEvent[]): Promise<number> {
	const begun = performance.now();
	await drainPages();
	const byLedger = Map.groupBy(found, (e) => e.ledger);
	const ours = new OurContracts(deployment.registry, []);
	let all = 0;
	for await (const info of readAhead(source(), runsOf([...byLedger.keys()])))
		all += confirmEvents(info, byLedger.get(info.sequence)!, passaTopic, ours).events.length;
	if (all !== found.length) throw new Error(`${all} of ${found.length} events are proven`);
	return seconds(begun);
}

/** Seconds from the start of an indexer with an empty database until it has read the newest ledger. */
async function catchUp(rpcUrl: string): Promise<number> {
	const database = await cluster.database();
	const begun = performance.now();
	const indexer = await startBenchIndexer(
		{ database: async () => database },
		{ ...chain, rpcUrl },
		deployment,
	);
	await indexer.hub.waitForLedger(newest, 120_000);
	const taken = seconds(begun);
	await indexer.stop();
	return taken;
}

/** Each fan buys one ticket in each of these ledgers. */
async function sell(): Promise<void> {
	await call(chain.rpcUrl, 'localnet_pause');
	for (let i = 1; i <= ledgersWithSales; i++) {
		await Promise.all(crowd.map(offerPurchase));
		await call(chain.rpcUrl, 'localnet_close', { count: i % 10 === 0 ? 1 + emptyLedgers : 1 });
	}
}

async function offerPurchase(fan: Keypair): Promise<void> {
	const { envelope } = await quote(chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]);
	const transaction = await signWith(fan, chain.passphrase)(envelope);
	const { status } = await call(chain.rpcUrl, 'sendTransaction', { transaction });
	if (status !== 'PENDING') throw new Error(`a purchase was refused: ${status}`);
}
