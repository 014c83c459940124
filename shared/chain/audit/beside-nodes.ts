import type { NetworkError, RpcError } from '../rpc-node.ts';
import { checkNetwork } from '../rpc-nodes.ts';
import type { Evidence, FileAtNode } from './evidence.ts';
import { type ReadFileAtNodeError, readFileAtNode } from './file-at-node.ts';
import { newestLedgers, provedLedgers, readLedgerHashes } from './second-source.ts';

export type BesideNodesError = NetworkError | RpcError | ReadFileAtNodeError;

/**
 * A file's evidence beside what nodes say now: the first one of the ledgers `wanted`, each one of its event. Throws
 * BesideNodesError.
 */
export async function besideNodes(
	evidence: Evidence,
	urls: [string, ...string[]],
	wanted = provedLedgers(evidence),
): Promise<Evidence> {
	const { passphrase } = evidence.source;
	for (const rpcUrl of urls) await checkNetwork({ rpcUrl, passphrase });
	const ledgers = await readLedgerHashes(urls[0], wanted);
	const nodes: FileAtNode[] = [];
	for (const url of urls) nodes.push(await readFileAtNode(evidence, url));
	return { ...evidence, file: { ledgers, nodes } };
}

/**
 * The same by one node, for a person who wants to know whether the file is current. Only the ledgers that its newest events are in
 * are asked for. A node that keeps them no more still has the contract's counters and the hash of its log: then it is
 * `ledgers: null`, and no difference. Throws BesideNodesError.
 */
export async function besideNode(evidence: Evidence, rpcUrl: string): Promise<Evidence> {
	const asked = await besideNodes(evidence, [rpcUrl], newestLedgers(evidence));
	const { ledgers, nodes } = asked.file!;
	const isForgotten = [...(ledgers?.values() ?? [])].some((ledger) => ledger === null || ledger === 'gone');
	const isBehind = nodes.some((node) => node.ledger < evidence.ledger);
	return isForgotten && !isBehind ? { ...asked, file: { ledgers: null, nodes } } : asked;
}
