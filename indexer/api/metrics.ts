import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Checkpoint } from '../models/checkpoint.ts';
import { lagOf } from './status.ts';

export type Metrics = {
	text(): Promise<string>;
	contentType: string;
	answered(method: string, status: number): void;
};

/** Prometheus metrics of one process. */
export function createMetrics(checkpoint: () => Checkpoint | null, listeners: () => number): Metrics {
	const register = new Registry();
	collectDefaultMetrics({ register });
	const gauge = (name: string, help: string, read: () => number | null) =>
		new Gauge({
			name: `passa_indexer_${name}`,
			help,
			registers: [register],
			collect() {
				this.set(read() ?? Number.NaN);
			},
		});
	const of = (read: (c: Checkpoint) => number | null) => () => {
		const found = checkpoint();
		return found && read(found);
	};
	gauge(
		'ledger',
		'the last ledger read whole',
		of((c) => c.ledger),
	);
	gauge('lag_ledgers', 'ledgers of the source that are not read yet', of(lagOf));
	gauge(
		'retention_headroom_ledgers',
		'ledgers until the source drops what is not read yet',
		of((c) => (c.oldestLedger === null ? null : c.ledger + 1 - c.oldestLedger)),
	);
	gauge(
		'halted',
		'1 where a person must look: a gap, or another history',
		of((c) => (c.state === 'gap' || c.state === 'divergent' ? 1 : 0)),
	);
	gauge(
		'foreign_events',
		'events with our topic from contracts that are not ours',
		of((c) => c.foreignEvents),
	);
	gauge('live_subscriptions', 'channels that somebody listens to, at this process', listeners);
	const requests = new Counter({
		name: 'passa_indexer_requests_total',
		help: 'HTTP requests answered',
		labelNames: ['method', 'status'],
		registers: [register],
	});
	return {
		text: () => register.metrics(),
		contentType: register.contentType,
		answered: (method, status) => requests.inc({ method, status: String(status) }),
	};
}
