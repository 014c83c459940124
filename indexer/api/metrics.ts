import { Gauge } from 'prom-client';
import type { Clock } from '#shared/clock.ts';
import { ageSeconds } from '#shared/service/health.server.ts';
import { type Metrics, serviceMetrics } from '#shared/service/metrics.server.ts';
import { rpcMetrics } from '#shared/service/rpc.server.ts';
import type { AuditAge } from '../models/audits.ts';
import type { Checkpoint } from '../models/checkpoint.ts';
import { type Faults, lagOf } from './status.ts';

type Targets = {
	checkpoint: () => Checkpoint | null;
	faults: () => Promise<Faults>;
	ages: () => Promise<AuditAge[]>;
	listeners: () => number;
	clock: Clock;
	rpcUrl: string;
};

/** The indexer's metrics: what the checkpoint says, and who listens here. NaN if nothing is known. */
export function indexerMetrics({ checkpoint, faults, ages, listeners, clock, rpcUrl }: Targets): Metrics {
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
	auditGauges(metrics, ages, clock);
	return metrics;
}

/** By kind. Where the database does not answer they are missing: an old number would look like a fresh one. */
function auditGauges({ register }: Metrics, ages: Targets['ages'], clock: Clock): void {
	const gauge = (name: string, help: string, read: (age: AuditAge) => number): void => {
		new Gauge({
			name: `passa_indexer_${name}`,
			help,
			labelNames: ['kind'],
			registers: [register],
			async collect() {
				this.reset();
				for (const age of await ages().catch(() => [])) this.set({ kind: age.kind }, read(age));
			},
		});
	};
	gauge(
		'audit_oldest_seconds',
		'seconds since the event that waits longest was compared; NaN before the first one',
		({ oldest }) => (oldest ? ageSeconds(oldest, clock) : Number.NaN),
	);
	gauge('audit_compared_events', 'events that were compared at least once', ({ compared }) => compared);
}
