import type { Clock } from '#shared/clock.ts';
import { type Device, knows } from '#shared/device.server.ts';
import type { Seal } from '#shared/seal.server.ts';
import { countedAddress } from '#shared/service/counted-address.ts';
import { countRequest, limitRate, type Rule } from '#shared/service/rate-limit.server.ts';
import { limits } from '../models/limits.ts';
import type { Database } from '../models/schema.ts';
import { type Identifier, keyOf } from './identifier.ts';

/** Who asks, as far as a request shows it. `address` is the caller's IP. */
export type Asker = { device: Device | null; address: string };

const [tenMinutes, day] = [600, 86_400];
/** Codes of all kinds to all people from one address, for requests that show no browser. */
const perAddress: Rule[] = [{ seconds: tenMinutes, max: 120 }];
/**
 * The same of all browsers behind one address. At a door a carrier puts thousands of phones behind one IPv4, and each
 * asks once: two codes a second serve that crowd for the hours that it stands there. A neighbour who throws cookies away
 * needs 1,200 requests, not 120, to be in its way. What a day of messages may cost stays as it is without a browser.
 */
const perAddressOfBrowsers: Rule[] = [
	{ seconds: tenMinutes, max: 1200 },
	{ seconds: day, max: 17_280 },
];
const perDevice: Rule[] = [
	{ seconds: tenMinutes, max: 10 },
	{ seconds: day, max: 40 },
];
/** Codes that one asker has sent to one number or e-mail address. */
const toOne: Rule[] = [
	{ seconds: tenMinutes, max: 5 },
	{ seconds: day, max: 20 },
];
/** Short codes to one number or e-mail address from all askers that it does not know. After these it gets a long one. */
const shortFromStrangers: Rule = { seconds: day, max: 10 };
/** Codes to one number or e-mail address from all browsers that it knows: only its owner can use them up. */
const ofOwner: Rule[] = [{ seconds: day, max: 40 }];
/** Guesses and challenges of one asker. */
const requestsOfAsker: Rule[] = [{ seconds: tenMinutes, max: 120 }];
/** The same of all browsers behind one address. */
const requestsOfNetwork: Rule[] = [{ seconds: tenMinutes, max: 1200 }];

/** What codes are bound to: the browser, or if it shows no device the address. */
export const askerKey = (seal: Seal, { device, address }: Asker): string =>
	seal.keyOf('asker', device?.id ?? countedAddress(address));

export type ChargeDeps = { db: Database; seal: Seal; clock: Clock };

/** `short`: six digits for the browser that asks. `long`: the one code that serves all strangers, see `long-code.ts`. */
export type CodeKind = 'short' | 'long';

/**
 * Charges a code to its asker, and says which kind is sent. Only the asker's own counts refuse. Codes that strangers
 * asked for make the next one a long code, so strangers cannot stop the owner, who may ask from a new browser. A browser
 * that once showed a code of this number is no stranger. Throws TOO_MANY_REQUESTS.
 */
export async function chargeCode(
	deps: ChargeDeps,
	{ device, address }: Asker,
	to: Identifier,
): Promise<CodeKind> {
	const contact = keyOf(deps.seal, to);
	const network = countedAddress(address);
	if (device) {
		await charge(deps, `codes by ${device.id}`, perDevice);
		await charge(deps, `codes by ${device.id} to ${contact}`, toOne);
		if (knows(device, to.value)) {
			await charge(deps, `codes of ${contact}`, ofOwner);
			return 'short';
		}
	}
	if (device) await charge(deps, `codes of browsers from ${network}`, perAddressOfBrowsers);
	else {
		await charge(deps, `codes from ${network}`, perAddress);
		await charge(deps, `codes from ${network} to ${contact}`, toOne);
	}
	const key = limitKey(deps.seal, `codes to ${contact}`, shortFromStrangers);
	const { allowed } = await countRequest(deps.db, limits, key, shortFromStrangers, deps.clock.now());
	return allowed ? 'short' : 'long';
}

/**
 * Charges a guess or a wallet's challenge to the browser that sends it, or if it shows no device to the address. An
 * address bounds its browsers together only coarsely: others behind it still sign in. Throws TOO_MANY_REQUESTS.
 */
export async function chargeRequest(deps: ChargeDeps, { device, address }: Asker): Promise<void> {
	const network = countedAddress(address);
	if (!device) return charge(deps, `requests from ${network}`, requestsOfAsker);
	await charge(deps, `requests by ${device.id}`, requestsOfAsker);
	await charge(deps, `requests of browsers from ${network}`, requestsOfNetwork);
}

/** Counts one request by a name, which is stored as its HMAC. Throws TOO_MANY_REQUESTS. */
export async function charge(
	{ db, seal, clock }: ChargeDeps,
	name: string,
	rules: readonly Rule[],
): Promise<void> {
	for (const rule of rules) {
		const key = limitKey(seal, name, rule);
		await limitRate(db, limits, key, { ...rule, code: 'TOO_MANY_REQUESTS' }, clock.now());
	}
}

const limitKey = (seal: Seal, name: string, { seconds }: Rule): string =>
	seal.keyOf('limit', `${name} ${seconds}`);
