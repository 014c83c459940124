import { Gauge } from 'prom-client';
import type { Metrics } from '#shared/service/metrics.server.ts';
import type { KeeperFacts } from './keeper.ts';

const xlm = (stroops: bigint): number => Number(stroops) / 1e7;

/** The keeper's work and what it costs, read when /metrics is asked for. */
export function addKeeperMetrics(metrics: Metrics, facts: KeeperFacts): void {
	const gauges: [string, string, () => number][] = [
		['last_ledger', 'the last ledger whose dues were paid', () => facts.lastLedger],
		['payouts_total', 'payouts made', () => facts.payouts],
		['failures_total', 'payouts that failed', () => facts.failures],
		['failing_payees', 'payees that could not be paid', () => facts.failing],
		['events_missing', 'announced events that the keeper does not know', () => facts.eventsMissing],
		['entries_low', 'ledger entries with less than thirty days left', () => facts.entriesLow],
		[
			'least_ledgers_left',
			'the shortest life of a kept entry, in ledgers',
			() => facts.leastLeft ?? Number.NaN,
		],
	];
	for (const [name, help, read] of gauges) metrics.gauge(`keeper_${name}`, help, read);
	new Gauge({
		name: 'passa_keeper_fees_xlm_total',
		help: 'network fees paid, in XLM, by what they were for',
		labelNames: ['purpose'],
		registers: [metrics.register],
		collect() {
			for (const [purpose, fee] of Object.entries(facts.fees)) this.set({ purpose }, xlm(fee));
		},
	});
}
