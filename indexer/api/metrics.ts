import { type Metrics, serviceMetrics } from '#shared/service/metrics.server.ts';
import type { Checkpoint } from '../models/checkpoint.ts';
import { lagOf } from './status.ts';

/** The indexer's metrics: what the checkpoint says, and who listens here. NaN where nothing is known. */
export function indexerMetrics(checkpoint: () => Checkpoint | null, listeners: () => number): Metrics {
	const metrics = serviceMetrics('indexer');
	const of = (read: (c: Checkpoint) => number | null) => () => {
		const found = checkpoint();
		return found && read(found);
	};
	const gauges: [string, string, () => number | null][] = [
		['ledger', 'the last ledger read whole', of((c) => c.ledger)],
		['lag_ledgers', 'ledgers of the source that are not read yet', of(lagOf)],
		[
			'retention_headroom_ledgers',
			'ledgers until the source drops what is not read yet',
			of((c) => (c.oldestLedger === null ? null : c.ledger + 1 - c.oldestLedger)),
		],
		[
			'halted',
			'1 where a person must look: a gap, or another history',
			of((c) => (c.state === 'gap' || c.state === 'divergent' ? 1 : 0)),
		],
		['foreign_events', 'events with our topic from contracts that are not ours', of((c) => c.foreignEvents)],
		['live_subscriptions', 'channels that somebody listens to, at this process', listeners],
	];
	for (const [name, help, read] of gauges) metrics.gauge(`indexer_${name}`, help, read);
	return metrics;
}
