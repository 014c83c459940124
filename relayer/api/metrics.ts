import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { KeeperFacts } from '../keeper/keeper.ts';
import { keeperMetrics } from '../keeper/metrics.ts';
import type { Standing } from './standing.ts';

export type Metrics = {
	text(): Promise<string>;
	contentType: string;
	answered(method: string, status: number): void;
};

/** Prometheus metrics of one process. What stands in the database is read when it is asked for. */
export function createMetrics(keeper: KeeperFacts, standing: () => Promise<Standing>): Metrics {
	const register = new Registry();
	collectDefaultMetrics({ register });
	keeperMetrics(register, keeper);
	const { orders, plain } = standingMetrics(register);
	const requests = new Counter({
		name: 'passa_relayer_requests_total',
		help: 'HTTP requests answered',
		labelNames: ['method', 'status'],
		registers: [register],
	});
	return {
		async text() {
			const found = await standing().catch(() => null);
			orders.reset();
			for (const [state, count] of Object.entries(found?.orders ?? {})) orders.set({ state }, count);
			for (const { gauge, read } of plain) gauge.set(found ? read(found) : Number.NaN);
			return register.metrics();
		},
		contentType: register.contentType,
		answered: (method, status) => requests.inc({ method, status: String(status) }),
	};
}

function standingMetrics(register: Registry) {
	const gauge = (name: string, help: string) =>
		new Gauge({ name: `passa_relayer_${name}`, help, registers: [register] });
	const orders = new Gauge({
		name: 'passa_relayer_orders',
		help: 'orders that are not at their end, by state',
		labelNames: ['state'],
		registers: [register],
	});
	const of = (name: string, help: string, read: (s: Standing) => number) => ({
		gauge: gauge(name, help),
		read,
	});
	const plain = [
		of('reviews_open', 'cases that wait for a person', (s) => s.reviewsOpen),
		of('batches_open', 'batches that have not landed yet', (s) => s.batchesOpen),
		of('batch_attempts', 'the most attempts that an open batch took', (s) => s.mostAttempts),
		of('treasury_usdc', 'the treasury’s balance, in USDC', (s) => s.treasuryUsdc),
		of('treasury_reserved_usdc', 'what of it is promised to orders, in USDC', (s) => s.reservedUsdc),
		of('oldest_paid_seconds', 'age of the oldest order that is paid and not issued', (s) => s.oldestPaid),
	];
	return { orders, plain };
}
