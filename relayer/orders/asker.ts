import type { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { Proves } from '#shared/phone-proof.server.ts';
import { countedAddress } from '#shared/service/counted-address.ts';
import { countRequest, type Rule, tooOften } from '#shared/service/rate-limit.server.ts';
import { limits } from '../models/limits.ts';
import type { OrderDeps } from './order-deps.ts';
import { type PhoneCodeError, phoneCodeNeeded } from './refusals.ts';

/** Who asks, as far as a request shows it: limits are charged to the asker, never to the phone that is named. */
export type Asker = {
	/** The IP address. Only a coarse bound: a mobile network puts thousands of people behind one. */
	address: string;
	/** The person's own account, if signed in. */
	account: string | null;
	/** The browser's id, which it can drop. Only counted. */
	device: string | null;
	/** Whether the asker has shown a code of this phone. */
	proves: Proves;
};

export type AskerKeys = { address: Uint8Array; device: Uint8Array | null };

/** HMACs by which an order counts as the asker's. An IPv6 /64 is one address. */
export const askerKeys = ({ seal }: Pick<OrderDeps, 'seal'>, { address, device }: Asker): AskerKeys => ({
	address: seal.keyOf('address', countedAddress(address)),
	device: device === null ? null : seal.keyOf('device', device),
});

export type ChargeAskerError = PhoneCodeError | PassaError<'TOO_MANY_TRIES'>;

/** Counts a try. Throws ChargeAskerError: TOO_MANY_TRIES for an asker who asks too often, PHONE_CODE_NEEDED if an address does. */
export async function chargeAsker(deps: OrderDeps, by: Asker, phone: string): Promise<void> {
	const { db, seal, clock, bounds } = deps;
	const keys = askerKeys(deps, by);
	const count = (name: string, rule: Rule) => countRequest(db, limits, name, rule, clock.now());
	const named = [
		keys.device && hex(keys.device),
		by.account && hex(seal.keyOf('account', by.account)),
	].filter((name) => name !== null);
	for (const name of named) {
		const { allowed, retryAfter } = await count(name, bounds.ordersPerAsker);
		if (!allowed) throw tooOften('TOO_MANY_TRIES', retryAfter);
	}
	if (by.proves(phone)) return;
	const { allowed } = await count(hex(keys.address), bounds.ordersPerAddress);
	if (!allowed) throw phoneCodeNeeded();
}
