import type { FeePayer, FeePayerError, LinePayer } from '#shared/chain/submit/fee-payer.ts';
import { PassaError } from '#shared/errors.ts';
import { unwrap } from '../unwrap.ts';

const path = '/network-fees';

/** The relayer pays network fees of wallets whose XLM does not reach, within bounds of a day. */
export const feePayer: FeePayer = {
	async assertOpen() {
		await unwrap(fetch(path));
	},
	async send(envelope) {
		await unwrap(send('POST', path, { envelope })).catch(refused);
	},
};

/** It also pays the reserves of their first trust line. */
export const linePayer: LinePayer = {
	async offer(address) {
		const { envelope }: { envelope: string } = await unwrap(send('POST', `${path}/lines`, { address }));
		return envelope;
	},
	async send(envelope) {
		await unwrap(send('PUT', `${path}/lines`, { envelope })).catch(refused);
	},
};

function send(method: 'POST' | 'PUT', to: string, body: object): Promise<Response> {
	const headers = { 'content-type': 'application/json' };
	return fetch(to, { method, headers, body: JSON.stringify(body) });
}

/** A refusal proves that the network never gets the call. Without an answer it may have. */
function refused(error: PassaError): never {
	const { code, message, status } = error;
	if (status >= 500 && code !== 'FEES_UNAVAILABLE' && code !== 'STARTING')
		throw new PassaError('RPC_UNREACHABLE', message, { status, cause: error });
	throw new PassaError(code as FeePayerError['code'], message, { status, detail: { why: code } });
}
