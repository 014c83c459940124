import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Keypair } from '@stellar/stellar-sdk';
import { WebSocket } from 'ws';
import { deploy } from '#scripts/deploy/deploy.ts';
import { call } from '#shared/chain/rpc.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { buy, quote } from '#shared/chain/submit/purchase.ts';
import { openWallets } from '../fixtures/deployed-network.ts';
import { startOwnPostgres } from '../postgres/test-postgres.ts';
import { benchEvent } from './bench-event.ts';
import { startBenchIndexer } from './bench-indexer.ts';
import { percentile, report } from './figure.ts';
import { startLocalnetProcess } from './localnet-process.ts';

const sales = 120;
const fans = 4;

const [localnet, cluster] = await Promise.all([startLocalnetProcess(), startOwnPostgres()]);
const { chain } = localnet;
const deployment = await deploy({ chain });
const event = await benchEvent(chain, deployment, { capacity: 10_000, fiatQuota: 0 });
const crowd = Array.from({ length: fans }, () => Keypair.random());
await openWallets(chain, deployment, crowd, 100);
const indexer = await startBenchIndexer(cluster, chain, deployment);

/** When a ledger could first be seen at the RPC, and when its message came. */
const visible = new Map<number, number>();
const receivedAt = new Map<number, number>();
const rpcReads: number[] = [];
let watching = true;
const watch = (async () => {
	while (watching) {
		const begun = performance.now();
		const { sequence } = await call<{ sequence: number }>(chain.rpcUrl, 'getLatestLedger');
		rpcReads.push(performance.now() - begun);
		if (!visible.has(sequence)) visible.set(sequence, performance.now());
		await new Promise((done) => setTimeout(done, 3));
	}
})();
const socket = new WebSocket(`${indexer.url.replace('http', 'ws')}/live`);
await new Promise((done) => socket.once('open', done));
socket.on('message', (data) => {
	const message = JSON.parse(String(data)) as { type: string; ledger: number };
	if (message.type === 'delta' && !receivedAt.has(message.ledger))
		receivedAt.set(message.ledger, performance.now());
});
socket.send(JSON.stringify({ op: 'subscribe', channel: `event:${event}` }));

await Promise.all(crowd.map((fan) => buyAgainAndAgain(fan)));
await new Promise((done) => setTimeout(done, 1500));
watching = false;
await watch;

const delays = [...receivedAt].flatMap(([ledger, at]) => {
	const from = visible.get(ledger);
	return from === undefined ? [] : [at - from];
});
const calm = await answerTimes();
const load = new Worker(new URL('./live-crowd.ts', import.meta.url), {
	workerData: { url: indexer.url, event },
});
await once(load, 'message');
const crowded = await answerTimes();
await load.terminate();

const rpcRead = { name: 'p50 of one question to the RPC, ms', value: percentile(rpcReads, 50) };
report([
	{
		name: `ledger close → live message, p50 of ${delays.length} ledgers`,
		value: percentile(delays, 50),
		unit: 'ms',
		goal: '≤ 300',
		reference: rpcRead,
	},
	{
		name: 'ledger close → live message, p99',
		value: percentile(delays, 99),
		unit: 'ms',
		goal: '≤ 1000',
		reference: rpcRead,
	},
	{
		name: 'answer of the API, p50, beside 100 streams of 50 channels and 20 hasty sockets',
		value: percentile(crowded, 50),
		unit: 'ms',
		goal: '≤ 100',
		reference: { name: 'p50 alone, ms', value: percentile(calm, 50) },
	},
]);
socket.close();
await indexer.stop();
await Promise.all([localnet.stop(), cluster.stop()]);
process.exit();

/** Response times of the API for an event, in milliseconds, over some seconds. */
async function answerTimes(): Promise<number[]> {
	const times: number[] = [];
	for (const end = performance.now() + 4000; performance.now() < end; ) {
		const begun = performance.now();
		await (await fetch(`${indexer.url}/v1/events/${event}`)).text();
		times.push(performance.now() - begun);
		await new Promise((done) => setTimeout(done, 10));
	}
	return times;
}

async function buyAgainAndAgain(fan: Keypair): Promise<void> {
	for (let i = 0; i < sales / fans; i++) {
		const quoted = await quote(chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]);
		await buy(chain, quoted, signWith(fan, chain.passphrase));
	}
}
