import type { Context } from 'hono';
import { deviceHeader } from '#shared/device.server.ts';
import { phoneProofHeader, provedBy } from '#shared/phone-proof.server.ts';
import { callerOf } from '#shared/service/caller-address.server.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import type { Asker } from '../orders/asker.ts';
import type { Deps } from './api-deps.ts';

/** A proof of a number, and a session's token. */
const mostProofs = 2;

/** Who asks: by connection, session, device and proof of a phone, each of which may be missing. */
export async function askerOf(
	{ callers, proxies }: Pick<Deps, 'callers' | 'proxies'>,
	c: Context<Guarded>,
): Promise<Asker> {
	const session = c.get('session');
	const device = c.req.header(deviceHeader);
	const proofs = (c.req.header(phoneProofHeader) ?? '').split(/[\s,]+/, mostProofs).filter(Boolean);
	const proves = [
		...(session ? [provedBy(session)] : []),
		...(await Promise.all(proofs.map((proof) => callers.phoneProof(proof)))),
	];
	return {
		address: callerOf(c, proxies),
		account: session?.by ?? null,
		device: device ? ((await callers.device(device))?.id ?? null) : null,
		proves: (phone) => proves.some((each) => each(phone)),
	};
}
