import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { buy, quote } from '#shared/chain/submit/purchase.ts';
import { report } from './figure.ts';
import { startIndexerProcess } from './indexer-process.ts';
import { startSellingEvent } from './selling-event.ts';

/** A crowd watches one event: what it costs one node, and how it comes back after that node was killed. */
const watchers = 5000;
const returning = 2000;

const { chain, cluster, deployment, event, fan, stop } = await startSellingEvent();
const indexer = await startIndexerProcess(cluster, chain, deployment);
const idle = indexer.memory();

const crowd = startCrowd(watchers);
const connected = await next(crowd, 'all');
const memory = indexer.memory();
const delivered = next(crowd, 'delta');
const quoted = await quote(chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]);
await buy(chain, quoted, signWith(fan, chain.passphrase));
const spread = await delivered;
await crowd.terminate();

const smaller = startCrowd(returning);
await next(smaller, 'all');
const back = next(smaller, 'all');
await indexer.restart();
const returned = await back;
await smaller.terminate();

report([
	{
		name: `memory of the indexer with ${watchers} clients on one event`,
		value: memory,
		unit: 'MB',
		goal: '≤ 1000',
		reference: { name: 'without clients, MB', value: idle },
	},
	{ name: 'memory of the indexer without clients', value: idle, unit: 'MB', goal: '≤ 200' },
	{ name: `until ${watchers} clients have the event's state`, value: connected / 1000, unit: 's' },
	{ name: 'a sale: from the first client that hears of it to the last one', value: spread, unit: 'ms' },
	{
		name: `the node is killed: until ${returning} clients are back without a gap`,
		value: returned / 1000,
		unit: 's',
		goal: '≤ 10',
	},
]);
await indexer.stop();
await stop();
process.exit();

function startCrowd(clients: number): Worker {
	return new Worker(new URL('./live-clients-crowd.ts', import.meta.url), {
		workerData: { url: indexer.url.replace('http', 'ws'), channel: `event:${event}`, clients },
	});
}

/** Milliseconds of the crowd's next message of this type. */
async function next(worker: Worker, type: 'all' | 'delta'): Promise<number> {
	for (;;) {
		const [message] = (await once(worker, 'message')) as [{ type: string; milliseconds: number }];
		if (message.type === type) return message.milliseconds;
	}
}
