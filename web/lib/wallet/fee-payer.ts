import type { FeePayer, FeePayerError } from '#shared/chain/submit/fee-payer.ts';
import { PassaError } from '#shared/errors.ts';
import { unwrap } from '../unwrap.ts';

const path = '/network-fees';

/** The relayer pays network fees of wallets whose XLM does not reach, within bounds of a day. */
export const feePayer: FeePayer = {
	async assertOpen() {
		await unwrap(fetch(path));
	},
	async send(envelope) {
		const headers = { 'content-type': 'application/json' };
		await unwrap(fetch(path, { method: 'POST', headers, body: JSON.stringify({ envelope }) })).catch(refused);
	},
};

/** A refusal proves that the network never gets the call. Without an answer it may have. */
function refused(error: PassaError): never {
	const { code, message, status } = error;
	if (status >= 500 && code !== 'FEES_UNAVAILABLE' && code !== 'STARTING')
		throw new PassaError('RPC_UNREACHABLE', message, { status, cause: error });
	throw new PassaError(code as FeePayerError['code'], message, { status, detail: { why: code } });
}
