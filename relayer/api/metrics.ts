import { Gauge } from 'prom-client';
import { type Metrics, serviceMetrics } from '#shared/service/metrics.server.ts';
import { remember } from '#shared/service/remember.ts';
import { rpcMetrics } from '#shared/service/rpc.server.ts';
import type { KeeperFacts } from '../keeper/keeper.ts';
import { addKeeperMetrics } from '../keeper/metrics.ts';
import type { FeeStats } from '../network-fees/fee-stats.ts';
import type { RegistrationFact } from '../rails/rail.ts';
import type { Dependencies } from './dependencies.ts';
import type { QueueStats } from './queue-stats.ts';

/** One scrape reads once; milliseconds. */
const remembered = 100;

type Targets = {
	keeper: KeeperFacts;
	registrations: ReadonlyMap<string, RegistrationFact>;
	read: () => Promise<QueueStats>;
	readFees: () => Promise<FeeStats>;
	dependencies: Dependencies;
	rpcUrl: string;
};

/** The relayer's metrics. A scrape reads the database once for all gauges. */
export function relayerMetrics(targets: Targets): Metrics {
	const { keeper, registrations, read, dependencies, rpcUrl } = targets;
	const metrics = serviceMetrics('relayer');
	rpcMetrics(metrics, rpcUrl);
	metrics.gauge(
		'relayer_ledger_age_seconds',
		'seconds since the network’s newest ledger closed',
		async () => (await dependencies()).ledgerAgeSeconds,
	);
	const stats = remember(read, remembered, { now: () => performance.now() });
	addKeeperMetrics(metrics, keeper);
	addRegistrationMetrics(metrics, registrations);
	const of: [string, string, (s: QueueStats) => number][] = [
		['reviews_open', 'cases that wait for a person', (s) => s.reviewsOpen],
		['reviews_overdue', 'cases past the time to decide them', (s) => s.reviewsOverdue],
		['batches_open', 'batches that have not landed yet', (s) => s.batchesOpen],
		['batch_attempts', 'the most attempts that an open batch took', (s) => s.mostAttempts],
		['treasury_usdc', 'the treasury’s balance, in USDC', (s) => s.treasuryUsdc],
		['treasury_reserved_usdc', 'what of it is promised to orders, in USDC', (s) => s.reservedUsdc],
		[
			'resales_kept_usdc',
			'what the treasury keeps of cancelled events’ tickets that were sold on below their face price, in USDC',
			(s) => s.resalesKeptUsdc,
		],
		['hook_repeats', 'messages to our hooks that came before', (s) => s.hookRepeats],
		['hook_unkept', 'messages to our hooks that were only counted', (s) => s.hookUnkept],
		['hook_cut', 'messages to our hooks whose beginning alone is kept', (s) => s.hookCut],
		['entries_late', 'admitted tickets that the chain should show as used', (s) => s.entriesLate],
		['entries_unscanned', 'tickets used on chain that no gate admitted', (s) => s.entriesUnscanned],
		['entries_twice', 'tickets that gates admitted twice', (s) => s.entriesTwice],
		['entries_given_back', 'admitted tickets whose money went back', (s) => s.entriesGivenBack],
		[
			'entries_audit_seconds',
			'seconds since the audit of entries that is longest ago',
			(s) => s.entriesAuditSeconds,
		],
		[
			'oldest_paid_seconds',
			'age of the oldest order that is paid and not issued',
			(s) => s.oldestPaidSeconds,
		],
	];
	for (const [name, help, figure] of of)
		metrics.gauge(`relayer_${name}`, help, async () => figure(await stats()));
	addByState(
		metrics,
		'orders',
		'orders that are not at their end, by state',
		async () => (await stats()).orders,
	);
	addFeeMetrics(metrics, targets);
	const ofNotices = 'messages to orders’ contacts within a week, by state';
	addByState(metrics, 'notices', ofNotices, async () => (await stats()).notices);
	return metrics;
}

/** Network fees of others. */
function addFeeMetrics(metrics: Metrics, { readFees, dependencies }: Targets): void {
	const fees = remember(readFees, remembered, { now: () => performance.now() });
	metrics.gauge(
		'relayer_network_fees_day_xlm',
		'network fees of others paid within a day, in XLM',
		async () => {
			return (await fees()).dayXlm;
		},
	);
	metrics.gauge('relayer_network_fees_left_xlm', 'what the account that pays them has, in XLM', async () => {
		const { networkFees } = await dependencies();
		return networkFees === null ? null : Number(networkFees) / 1e7;
	});
	const help = 'calls whose network fee was paid within a day, by state';
	addByState(metrics, 'network_fee_calls', help, async () => (await fees()).calls);
}

function addByState(
	metrics: Metrics,
	name: string,
	help: string,
	read: () => Promise<Record<string, number>>,
): void {
	new Gauge({
		name: `passa_relayer_${name}`,
		help,
		labelNames: ['state'],
		registers: [metrics.register],
		async collect() {
			this.reset();
			for (const [state, count] of Object.entries(await read().catch(() => ({})))) this.set({ state }, count);
		},
	});
}

/** Whether each provider knows our addresses, and after how many tries. */
function addRegistrationMetrics(metrics: Metrics, facts: ReadonlyMap<string, RegistrationFact>): void {
	const of: [string, string, (fact: RegistrationFact) => number][] = [
		['registered', '1 where the provider knows our addresses', (f) => Number(f.isRegistered)],
		['registration_attempts', 'tries to register our addresses', (f) => f.attempts],
	];
	for (const [name, help, figure] of of)
		new Gauge({
			name: `passa_relayer_${name}`,
			help,
			labelNames: ['provider', 'registration', 'code'],
			registers: [metrics.register],
			collect() {
				this.reset();
				for (const fact of facts.values()) {
					const { provider, name: registration, code } = fact;
					this.set({ provider, registration, code: code ?? '' }, figure(fact));
				}
			},
		});
}
