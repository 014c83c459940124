import { rpc } from '@stellar/stellar-sdk';
import { answersWithinMs, call } from './rpc.ts';
import { expectNetwork, urlsOf } from './rpc-nodes.ts';

/**
 * The SDK's own RPC client, over `call`. What builds or sends a transaction uses it, so a node of another network ends
 * here, before anything is signed. Throws RpcError, as `call` does.
 */
export function serverOf(network: { rpcUrl: string; passphrase: string }): rpc.Server {
	expectNetwork(network);
	const { rpcUrl } = network;
	const server = new rpc.Server(urlsOf(rpcUrl)[0]!, { allowHttp: true });
	const { httpClient } = server;
	httpClient.defaults.timeout = answersWithinMs;
	httpClient.post = (async (_: string, { method, params }: { method: string; params: object | null }) => ({
		data: { result: await call<object>(rpcUrl, method, params ?? {}, httpClient.defaults.timeout) },
	})) as typeof httpClient.post;
	return server;
}
