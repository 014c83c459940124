import type { Logger } from 'pino';
import { z } from 'zod';
import type { NodeFacts, RpcError } from '../chain/rpc-node.ts';
import { checkNetwork, isOfOtherNetwork, nodesOf, urlsOf } from '../chain/rpc-nodes.ts';
import { systemClock } from '../clock.ts';
import { notReady, type Readiness } from './health.server.ts';
import type { Metrics } from './metrics.server.ts';
import { repeat } from './repeat.ts';

/** An environment variable that names the Stellar RPC. */
export const rpcAddress = z
	.string()
	.refine((text) => urlsOf(text).length > 0 && urlsOf(text).every(isHttp))
	.describe('the URL of a Stellar RPC, or several with commas between them');

const isHttp = (url: string): boolean => ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '');

type Network = { rpcUrl: string; passphrase: string };

/**
 * At the start: throws RPC_WRONG_NETWORK where the RPC is of another network. One that does not answer is asked before
 * its first use, so a process that can serve without it starts.
 */
export async function refuseOtherNetwork(network: Network): Promise<void> {
	await checkNetwork(network).catch((error: RpcError) => {
		if (error.code === 'RPC_WRONG_NETWORK') throw error;
	});
}

const networkMilliseconds = 30_000;

/**
 * Asks the RPC for its network again and again, until the signal fires: what answers at an address may change while a
 * process runs.
 */
export function watchNetwork(network: Network, options: { log: Logger; signal: AbortSignal }): void {
	const work = () => checkNetwork(network);
	void repeat('checking the network', networkMilliseconds, work, { ...options, clock: systemClock });
}

/** RPC_WRONG_NETWORK while the RPC is known to be of another network; else null. Asks nothing. */
export const networkFault = (rpcUrl: string): Readiness | null =>
	isOfOtherNetwork(rpcUrl)
		? notReady(
				'RPC_WRONG_NETWORK',
				'the Stellar RPC is of another network than STELLAR_NETWORK_PASSPHRASE names',
			)
		: null;

const gauges: [string, string, (facts: NodeFacts) => number][] = [
	['requests', 'requests sent to RPC nodes', (f) => f.requests],
	['limited', 'requests that a node refused for their number', (f) => f.limited],
	['failures', 'requests without an answer, or with a false one', (f) => f.failures],
	['resting', 'nodes that failed and rest', (f) => Number(f.isResting)],
];

/** Adds what this process knows of its RPC nodes, all of them together. */
export function rpcMetrics(metrics: Metrics, rpcUrl: string): void {
	for (const [name, help, read] of gauges)
		metrics.gauge(`rpc_${name}`, help, () =>
			nodesOf(rpcUrl).reduce((sum, node) => sum + read(node.facts), 0),
		);
	metrics.gauge('rpc_nodes', 'RPC nodes that this process may use', () => nodesOf(rpcUrl).length);
}
