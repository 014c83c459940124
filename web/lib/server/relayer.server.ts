import { type RelayerClient, relayerClient } from '#relayer/client.ts';
import { deviceHeader } from '#shared/device.server.ts';
import { PassaError } from '#shared/errors.ts';
import { phoneProofHeader } from '#shared/phone-proof.server.ts';
import { webConfig } from './config.server.ts';

type Caller = {
	/** An order's read token, or a session's. */
	token?: string | null;
	/** The visitor's IP address: the relayer limits tries per address. */
	address?: string;
	/** The browser's device token, and what proves that a phone is the visitor's. */
	device?: string | null;
	phoneProof?: string | null;
	signal?: AbortSignal;
};

const timeoutMs = 10_000;
/** What no header can carry is no token of ours: anybody may write anything into `?t=`. */
const headerSafe = /^[\x21-\x7e]{1,4000}$/;

/** A client of the relayer for one visitor. Answers go through `unwrap`. Throws METHOD_UNAVAILABLE without a relayer. */
export function relayerFor({ token, address, device, phoneProof, signal }: Caller = {}): RelayerClient {
	const { RELAYER_URL } = webConfig();
	if (!RELAYER_URL) throw new PassaError('METHOD_UNAVAILABLE', 'There is no M-Pesa here.', { status: 503 });
	const send: typeof fetch = (input, init) =>
		fetch(input, { ...init, signal: signal ?? AbortSignal.timeout(timeoutMs) });
	const headers = {
		...(token && headerSafe.test(token) ? { authorization: `Bearer ${token}` } : {}),
		...(address ? { 'x-forwarded-for': address } : {}),
		...(device ? { [deviceHeader]: device } : {}),
		...(phoneProof ? { [phoneProofHeader]: phoneProof } : {}),
	};
	return relayerClient(RELAYER_URL, { fetch: send, headers });
}
