import { type Clock, steadyClock } from '#shared/clock.ts';
import type { PassaError } from '#shared/errors.ts';
import { type KnownLedger, knownDepth } from './known-ledger.ts';
import type { Answers } from './rpc-answers.ts';
import { Failure, type NetworkError, type RpcError, RpcNode, shortWaitMs } from './rpc-node.ts';

/** The time for one node's answer, if another node can be asked instead. */
const oneOfManyMs = 10_000;

/** Every node that this process uses, by its URL: all calls to a node share its pace. */
const known = new Map<string, RpcNode>();
const answeredBy = new WeakMap<object, RpcNode>();

/** The URLs of an RPC address: one, or several with commas between them. */
export const urlsOf = (rpcUrl: string): string[] =>
	rpcUrl
		.split(',')
		.map((url) => url.trim())
		.filter((url) => url !== '');

export const nodesOf = (rpcUrl: string): RpcNode[] =>
	urlsOf(rpcUrl).map((url) => {
		const node = known.get(url) ?? new RpcNode(url);
		known.set(url, node);
		return node;
	});

/** The node that gave this answer rests: the answer has the right form and is false. */
export const blameFor = (answer: object): void => answeredBy.get(answer)?.blame();

/**
 * Asks the first of these nodes that is usable, then the next. Throws the error that says most: a refusal of the call
 * before a limit, a limit before silence.
 */
export async function askNodes(
	nodes: RpcNode[],
	method: string,
	params: object,
	timeout: number,
	clock: Clock = steadyClock,
): Promise<object> {
	const until = clock.now() + timeout;
	const failures: Failure[] = [];
	const ask = async (node: RpcNode, isPatient: boolean): Promise<object | null> => {
		const limit = isPatient ? until : Math.min(until, clock.now() + oneOfManyMs);
		try {
			const answer = await node.ask(method, params, limit, isPatient);
			answeredBy.set(answer, node);
			return answer;
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			failures.push(error);
			return null;
		}
	};
	for (const node of inOrder(nodes)) {
		const answer = await ask(node, nodes.length === 1);
		if (answer) return answer;
	}
	const limited = failures.findIndex(({ error }) => error.code === 'RPC_BUSY');
	const again = nodes.length > 1 && limited >= 0 ? await ask(inOrder(nodes)[0]!, true) : null;
	if (again) return again;
	throw failures.map(({ error }) => error).sort((a, b) => rankOf(a) - rankOf(b))[0]!;
}

const ranks = ['RPC_BUSY', 'RPC_WRONG_NETWORK', 'RPC_WRONG_HISTORY', 'RPC_BEHIND', 'RPC_UNREACHABLE'];
const rankOf = ({ code, detail }: PassaError): number =>
	detail.rpcCode === undefined ? 1 + ranks.indexOf(code) : 0;

/** Nodes that rest, are frozen, lag behind another or are limited come last; else the given order counts. */
function inOrder(nodes: RpcNode[]): RpcNode[] {
	if (nodes.length < 2) return nodes;
	const newest = Math.max(...nodes.map((node) => node.latestLedger));
	const penalty = (node: RpcNode): number =>
		(node.isResting ? 8 : 0) +
		(node.isBehind(newest - knownDepth) ? 4 : 0) +
		(node.pace.wait > shortWaitMs ? 2 : 0);
	return nodes
		.map((node, i) => ({ node, i, penalty: penalty(node) }))
		.sort((a, b) => a.penalty - b.penalty || a.i - b.i)
		.map(({ node }) => node);
}

/** A Stellar network: where its RPC is, and its passphrase. */
type Network = { rpcUrl: string; passphrase: string };

/**
 * Names the network that these nodes must be of. From then on each is asked for its passphrase before its first use and
 * after every failure. A node of another network answers no call: RPC_WRONG_NETWORK.
 */
export function expectNetwork({ rpcUrl, passphrase }: Network): void {
	for (const node of nodesOf(rpcUrl)) node.expect(passphrase);
}

/**
 * Names a ledger that these nodes must have. Each is compared when its network is asked next. One that is below that
 * ledger, or has another hash there, answers no call: RPC_BEHIND, RPC_WRONG_HISTORY.
 */
export function expectLedger(rpcUrl: string, known: KnownLedger): void {
	for (const node of nodesOf(rpcUrl)) node.expectLedger(known);
}

/**
 * What the first node says of its network, if every node of this address was last of another network, or of another
 * history; else null. Asks none.
 */
export function networkFaultOf(rpcUrl: string): NetworkError | null {
	const faults = nodesOf(rpcUrl).map(({ networkFault }) => networkFault);
	return faults.includes(null) ? null : (faults[0] ?? null);
}

const notOurs = ['RPC_WRONG_NETWORK', 'RPC_WRONG_HISTORY'];

/**
 * Names the network, and asks each node for its own. Throws RPC_WRONG_NETWORK or RPC_WRONG_HISTORY if no node is of
 * ours, RPC_UNREACHABLE or another RpcError if none is known to be right.
 */
export async function checkNetwork(network: Network): Promise<void> {
	expectNetwork(network);
	const asked = await Promise.allSettled(
		nodesOf(network.rpcUrl).map((node) => askNodes([node], 'getNetwork', {}, oneOfManyMs)),
	);
	if (asked.some(({ status }) => status === 'fulfilled')) return;
	const errors = asked.map((each) => (each as PromiseRejectedResult).reason as RpcError);
	throw errors.find(({ code }) => !notOurs.includes(code)) ?? errors[0]!;
}

/** A ledger a little below the newest one, and its hash; null if the nodes do not show it. Throws RpcError. */
export async function readKnownLedger(rpcUrl: string): Promise<KnownLedger | null> {
	const latest = (await askNodes(
		nodesOf(rpcUrl),
		'getLatestLedger',
		{},
		oneOfManyMs,
	)) as Answers['getLatestLedger'];
	const sequence = latest.sequence - knownDepth;
	return sequence < 1 ? null : readLedgerHash(rpcUrl, sequence);
}

/** A closed ledger and its hash; null if the nodes do not show it. Throws RpcError. */
export async function readLedgerHash(rpcUrl: string, sequence: number): Promise<KnownLedger | null> {
	const nodes = nodesOf(rpcUrl);
	const params = { startLedger: sequence, pagination: { limit: 1 } };
	const page = (await askNodes(nodes, 'getLedgers', params, oneOfManyMs)) as Answers['getLedgers'];
	const found = page.ledgers.find((each) => each.sequence === sequence);
	return found ? { sequence, hash: found.hash } : null;
}
