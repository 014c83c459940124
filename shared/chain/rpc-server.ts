import { rpc } from '@stellar/stellar-sdk';
import { answersWithinMs, call } from './rpc.ts';
import { urlsOf } from './rpc-nodes.ts';

/** The SDK's own RPC client, over `call`. Throws RpcError, as `call` does. */
export function serverOf({ rpcUrl }: { rpcUrl: string }): rpc.Server {
	const server = new rpc.Server(urlsOf(rpcUrl)[0]!, { allowHttp: true });
	const { httpClient } = server;
	httpClient.defaults.timeout = answersWithinMs;
	httpClient.post = (async (_: string, { method, params }: { method: string; params: object | null }) => ({
		data: { result: await call<object>(rpcUrl, method, params ?? {}, httpClient.defaults.timeout) },
	})) as typeof httpClient.post;
	return server;
}
