import { rpc } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { answersWithinMs, unreachable } from './rpc.ts';

/** The SDK's own RPC client. Throws RpcError, as `call` does. */
export function serverOf({ rpcUrl }: { rpcUrl: string }): rpc.Server {
	const server = new rpc.Server(rpcUrl, { allowHttp: new URL(rpcUrl).protocol === 'http:' });
	server.httpClient.defaults.timeout = answersWithinMs;
	server.httpClient.interceptors.response.use(
		(response) => {
			const refused = (response.data as { error?: { code: number; message: string } } | null)?.error;
			if (!refused) return response;
			const { code, message } = refused;
			throw new PassaError('RPC_ERROR', `${message} (${code})`, { detail: { rpcCode: code } });
		},
		(cause: Error & { response?: { status: number } }) => {
			if (!cause.response) throw unreachable(rpcUrl, cause);
			throw new PassaError('RPC_ERROR', `the Stellar RPC answers HTTP ${cause.response.status}`, { cause });
		},
	);
	return server;
}
