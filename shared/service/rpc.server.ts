import { z } from 'zod';
import type { NodeFacts } from '../chain/rpc-node.ts';
import { nodesOf, urlsOf } from '../chain/rpc-nodes.ts';
import type { Metrics } from './metrics.server.ts';

/** An environment variable that names the Stellar RPC. */
export const rpcAddress = z
	.string()
	.refine((text) => urlsOf(text).length > 0 && urlsOf(text).every(isHttp))
	.describe('the URL of a Stellar RPC, or several with commas between them');

const isHttp = (url: string): boolean => ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '');

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
