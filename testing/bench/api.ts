import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { startBenchIndexer } from './bench-indexer.ts';
import { percentile, report } from './figure.ts';
import { startSellingEvent } from './selling-event.ts';

/** Many ask for one event's page at once, as when sales open, while ledgers close and tickets are sold. */
const aSecond = 500;
const seconds = 10;

const { chain, cluster, deployment, event, fan, stop } = await startSellingEvent();
const indexer = await startBenchIndexer(cluster, chain, deployment);

await steadily('/healthz', 3);
await steadily(`/v1/events/${event}`, 3);
const alive = await steadily('/healthz', seconds);
let sold = 0;
const seller = new Worker(new URL('./steady-sales.ts', import.meta.url), {
	workerData: { chain: { ...chain }, event, secret: fan.secret() },
});
seller.on('message', (count: number) => (sold = count));
await once(seller, 'message');
const page = await steadily(`/v1/events/${event}`, seconds);
await seller.terminate();

const reference = { name: 'p99 of /healthz at the same rate, ms', value: percentile(alive, 99) };
report(
	[
		{
			name: `event page's data at ${aSecond} requests a second, ${sold} sales meanwhile, p50`,
			value: percentile(page, 50),
			unit: 'ms',
			reference: { name: 'p50 of /healthz, ms', value: percentile(alive, 50) },
		},
		{ name: 'the same, p99', value: percentile(page, 99), unit: 'ms', goal: '≤ 20', reference },
	],
	'Each answer counts from the moment at which its request was due, so that one that waits behind a slow one counts too. Asker and indexer share two cores.',
);
await indexer.stop();
await stop();
process.exit();

/** Milliseconds of each answer. */
async function steadily(path: string, seconds: number): Promise<number[]> {
	const worker = new Worker(new URL('./steady-requests.ts', import.meta.url), {
		workerData: { url: `${indexer.url}${path}`, aSecond, seconds },
	});
	const [times] = (await once(worker, 'message')) as [number[]];
	await worker.terminate();
	return times;
}
