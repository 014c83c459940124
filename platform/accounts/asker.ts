import type { Clock } from '#shared/clock.ts';
import { type Device, knows } from '#shared/device.server.ts';
import type { Seal } from '#shared/seal.server.ts';
import { clientNetwork } from '#shared/service/client-network.ts';
import { limitRate, type Rule } from '#shared/service/rate-limit.server.ts';
import { limits } from '../models/limits.ts';
import type { Database } from '../models/schema.ts';
import { type Identifier, keyOf } from './identifier.ts';

/** Who asks, as far as a request shows it. `address` is the caller's IP. */
export type Asker = { device: Device | null; address: string };

const [tenMinutes, day] = [600, 86_400];
/** All codes to all people. A mobile carrier may put a whole neighbourhood behind one address. */
const perAddress: Rule[] = [{ seconds: tenMinutes, max: 120 }];
const perDevice: Rule[] = [
	{ seconds: tenMinutes, max: 10 },
	{ seconds: day, max: 40 },
];
/** Codes that one asker has sent to one number or e-mail address. */
const toOne: Rule[] = [
	{ seconds: tenMinutes, max: 5 },
	{ seconds: day, max: 20 },
];
/** Codes to one number or e-mail address from all askers that it does not know: one address cannot use them up. */
const fromStrangers: Rule[] = [{ seconds: day, max: 60 }];

/** What codes are bound to: the browser, or where it shows no device the address. */
export const askerKey = (seal: Seal, { device, address }: Asker): string =>
	seal.keyOf('asker', device?.id ?? clientNetwork(address));

type Deps = { db: Database; seal: Seal; clock: Clock };

/**
 * Charges a code to who asks for it. A browser that once showed a code of this number is charged alone, so strangers
 * cannot use up its codes. Throws TOO_MANY_REQUESTS.
 */
export async function chargeCode(deps: Deps, { device, address }: Asker, to: Identifier): Promise<void> {
	const contact = keyOf(deps.seal, to);
	const network = clientNetwork(address);
	await charge(deps, `codes from ${network}`, perAddress);
	if (device) {
		await charge(deps, `codes by ${device.id}`, perDevice);
		await charge(deps, `codes by ${device.id} to ${contact}`, toOne);
		if (knows(device, to.value)) return;
	}
	await charge(deps, `codes from ${network} to ${contact}`, toOne);
	await charge(deps, `codes to ${contact}`, fromStrangers);
}

/** A guess costs little, but not nothing. A code ends after five of them. Throws TOO_MANY_REQUESTS. */
export const chargeGuess = (deps: Deps, { address }: Asker): Promise<void> =>
	charge(deps, `guesses from ${clientNetwork(address)}`, perAddress);

/** Counts one request by a name, which is stored as its HMAC. Throws TOO_MANY_REQUESTS. */
export async function charge({ db, seal, clock }: Deps, name: string, rules: readonly Rule[]): Promise<void> {
	for (const rule of rules) {
		const key = seal.keyOf('limit', `${name} ${rule.seconds}`);
		await limitRate(db, limits, key, { ...rule, code: 'TOO_MANY_REQUESTS' }, clock.now());
	}
}
