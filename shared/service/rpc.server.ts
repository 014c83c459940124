import type { Logger } from 'pino';
import { z } from 'zod';
import type { KnownLedger } from '../chain/known-ledger.ts';
import type { NetworkError, NodeFacts, RpcError } from '../chain/rpc-node.ts';
import {
	checkNetwork,
	expectLedger,
	networkFaultOf,
	nodesOf,
	readKnownLedger,
	readLedgerHash,
	urlsOf,
} from '../chain/rpc-nodes.ts';
import { type CheckContractsError, type Contracts, checkContracts } from '../chain/state/check-contracts.ts';
import { systemClock } from '../clock.ts';
import { PassaError } from '../errors.ts';
import { notReady, type Readiness } from './health.server.ts';
import type { Metrics } from './metrics.server.ts';
import { repeat } from './repeat.ts';

/** An environment variable that names the Stellar RPC. */
export const rpcAddress = z
	.string()
	.refine((text) => urlsOf(text).length > 0 && urlsOf(text).every(isHttp))
	.describe('the URL of a Stellar RPC, or several with commas between them');

/** An environment variable that names history archives of the network: a list, empty where it is unset. */
export const archiveAddresses = z
	.string()
	.default('')
	.transform(urlsOf)
	.refine((urls) => urls.every(isHttp))
	.describe('the URLs of history archives, with commas between them');

const isHttp = (url: string): boolean => ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '');

type Network = { rpcUrl: string; passphrase: string };

/**
 * At the start: throws RPC_WRONG_NETWORK if the RPC is of another network, RPC_WRONG_HISTORY if it lacks a ledger
 * that `expectLedger` named. One that does not answer is asked before its first use, so a process that can serve without
 * it starts.
 */
export async function refuseOtherNetwork(network: Network): Promise<void> {
	await checkNetwork(network).catch((error: RpcError) => {
		if (error.code === 'RPC_WRONG_NETWORK' || error.code === 'RPC_WRONG_HISTORY') throw error;
	});
}

/**
 * At the start, as `refuseOtherNetwork`, and for the contracts: throws REGISTRY_MISSING, or ENV_INVALID for another USDC
 * than the registry's.
 */
export async function refuseOtherContracts(network: Network, contracts: Contracts): Promise<void> {
	await refuseOtherNetwork(network);
	await checkContracts(network, contracts).catch((error: CheckContractsError) => {
		if (error.code === 'REGISTRY_MISSING' || error.code === 'ENV_INVALID') throw error;
	});
}

const networkMilliseconds = 30_000;

type Watching = {
	log: Logger;
	signal: AbortSignal;
	/** Keeps a newer ledger, by which the next start knows the network. */
	keep?: (known: KnownLedger) => Promise<void>;
};

/**
 * Asks the RPC for its network again and again, until the signal fires: what answers at an address may change while a
 * process runs. A network that was reset has the same passphrase and lacks the ledgers of before.
 */
export function watchNetwork(network: Network, { keep, ...options }: Watching): void {
	const work = () => proveNetwork(network, keep);
	void repeat('checking the network', networkMilliseconds, work, { ...options, clock: systemClock });
}

/** Checks the network once, and expects one of its newer ledgers from then on. Throws RpcError. */
export async function proveNetwork(network: Network, keep?: Watching['keep']): Promise<void> {
	await checkNetwork(network);
	const known = await readKnownLedger(network.rpcUrl);
	if (!known) return;
	await checkNetwork(network);
	// The node may become another one between two answers: what is the same before and after the check is of ours.
	const again = await readLedgerHash(network.rpcUrl, known.sequence);
	if (again?.hash !== known.hash) return;
	expectLedger(network.rpcUrl, known);
	await keep?.(known);
}

/** Not ready while the RPC is known to be of another network, or of another history of ours; else null. Asks nothing. */
export function networkFault(rpcUrl: string): Readiness | null {
	const fault = networkFaultOf(rpcUrl);
	return fault && notReady(fault.code, wordsOf[fault.code] ?? fault.message);
}

/** Throws NetworkError while `networkFault` finds one. Clients get no address of a node. */
export function assertOurNetwork(rpcUrl: string): void {
	const fault = networkFaultOf(rpcUrl);
	if (!fault) return;
	const words = 'The Stellar node is not of our network now. Nothing was charged: try again later.';
	throw new PassaError(fault.code, words, {
		status: 503,
		detail: { retryAfter: refusedSeconds },
	}) as NetworkError;
}

const refusedSeconds = 30;

const wordsOf: Partial<Record<NetworkError['code'], string>> = {
	RPC_WRONG_NETWORK: 'the Stellar RPC is of another network than STELLAR_NETWORK_PASSPHRASE names',
};

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
