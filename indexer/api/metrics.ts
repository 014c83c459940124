import type { Clock } from '#shared/clock.ts';
import { ageSeconds } from '#shared/service/health.server.ts';
import { type Metrics, serviceMetrics } from '#shared/service/metrics.server.ts';
import { rpcMetrics } from '#shared/service/rpc.server.ts';
import type { Checkpoint } from '../models/checkpoint.ts';
import { type Faults, lagOf } from './status.ts';

type Targets = {
	checkpoint: () => Checkpoint | null;
	faults: () => Promise<Faults>;
	listeners: () => number;
	clock: Clock;
	rpcUrl: string;
};

/** The indexer's metrics: what the checkpoint says, and who listens here. NaN if nothing is known. */
export function indexerMetrics({ checkpoint, faults, listeners, clock, rpcUrl }: Targets): Metrics {
	const metrics = serviceMetrics('indexer');
	rpcMetrics(metrics, rpcUrl);
	const of = (read: (c: Checkpoint) => number | null) => () => {
		const found = checkpoint();
		return found && read(found);
	};
	const gauges: [string, string, () => number | null | Promise<number>][] = [
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
		[
			'ledger_age_seconds',
			'seconds since the newest ledger that is read closed',
			of((c) => c.closedAt && ageSeconds(c.closedAt, clock)),
		],
		[
			'quarantined_logs',
			'logs with a hole, whose later events wait',
			async () => (await faults()).quarantined,
		],
		[
			'differing_events',
			'events whose read models differ from the chain',
			async () => (await faults()).differing,
		],
		['foreign_events', 'events with our topic from contracts that are not ours', of((c) => c.foreignEvents)],
		['live_subscriptions', 'channels that somebody listens to, at this process', listeners],
	];
	for (const [name, help, read] of gauges) metrics.gauge(`indexer_${name}`, help, read);
	return metrics;
}
