import { Gauge } from 'prom-client';
import { type Metrics, serviceMetrics } from '#shared/service/metrics.server.ts';
import { remember } from '#shared/service/remember.ts';
import type { KeeperFacts } from '../keeper/keeper.ts';
import { addKeeperMetrics } from '../keeper/metrics.ts';
import type { QueueStats } from './queue-stats.ts';

/** One scrape reads once; milliseconds. */
const remembered = 100;

/** The relayer's metrics. A scrape reads the database once for all gauges. */
export function relayerMetrics(keeper: KeeperFacts, read: () => Promise<QueueStats>): Metrics {
	const metrics = serviceMetrics('relayer');
	const stats = remember(read, remembered, { now: () => performance.now() });
	addKeeperMetrics(metrics, keeper);
	const of: [string, string, (s: QueueStats) => number][] = [
		['reviews_open', 'cases that wait for a person', (s) => s.reviewsOpen],
		['batches_open', 'batches that have not landed yet', (s) => s.batchesOpen],
		['batch_attempts', 'the most attempts that an open batch took', (s) => s.mostAttempts],
		['treasury_usdc', 'the treasury’s balance, in USDC', (s) => s.treasuryUsdc],
		['treasury_reserved_usdc', 'what of it is promised to orders, in USDC', (s) => s.reservedUsdc],
		[
			'oldest_paid_seconds',
			'age of the oldest order that is paid and not issued',
			(s) => s.oldestPaidSeconds,
		],
	];
	for (const [name, help, figure] of of)
		metrics.gauge(`relayer_${name}`, help, async () => figure(await stats()));
	new Gauge({
		name: 'passa_relayer_orders',
		help: 'orders that are not at their end, by state',
		labelNames: ['state'],
		registers: [metrics.register],
		async collect() {
			this.reset();
			const { orders } = await stats().catch(() => ({ orders: {} }));
			for (const [state, count] of Object.entries(orders)) this.set({ state }, count);
		},
	});
	return metrics;
}
