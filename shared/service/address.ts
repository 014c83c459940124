import { BlockList, isIPv4, isIPv6 } from 'node:net';

const bracketed = /^\[([^\]]*)\](:\d{1,5})?$/;
const withPort = /^([\d.]+):\d{1,5}$/;
const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;
const mappedBits = 96;

/**
 * An IP address in its one form, or null if the text is not an address: `1.2.3.4:5678` is `1.2.3.4`, `[::1]:80` is
 * `::1`, and an IPv4 address that is written as IPv6 is IPv4.
 */
export function readAddress(text: string): string | null {
	const quoted = text.trim().replace(/^"(.*)"$/, '$1');
	const inBrackets = bracketed.exec(quoted)?.[1];
	if (inBrackets !== undefined) return readIPv6(inBrackets);
	const plain = withPort.exec(quoted)?.[1] ?? quoted;
	return isIPv4(plain) ? plain : readIPv6(plain);
}

function readIPv6(text: string): string | null {
	const plain = text.replace(/%.*$/s, '');
	if (!isIPv6(plain)) return null;
	const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
	const v4 = mapped.exec(canonical);
	if (!v4) return canonical;
	const bytes = v4.slice(1).flatMap((group) => {
		const bits = Number.parseInt(group, 16);
		return [bits >> 8, bits & 0xff];
	});
	return bytes.join('.');
}

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');

/** Addresses that a configuration lists. */
export type Networks = { has(address: string): boolean };

export const noNetworks: Networks = { has: () => false };

/**
 * Reads a list of addresses and CIDR networks with commas between; an empty text lists none. Throws RangeError for
 * anything else, and for a network of all addresses.
 */
export function readNetworks(text: string): Networks {
	const listed = new BlockList();
	for (const entry of text.split(',').map((each) => each.trim())) if (entry !== '') addTo(listed, entry);
	if (text.trim() === '') return noNetworks;
	return {
		has(address) {
			const read = readAddress(address);
			return read !== null && listed.check(read, familyOf(read));
		},
	};
}

function addTo(listed: BlockList, entry: string): void {
	const [base = '', bits, ...rest] = entry.split('/');
	const address = isIPv4(base) || isIPv6(base) ? readAddress(base) : null;
	if (address === null || rest.length > 0) throw new RangeError('no address');
	if (bits === undefined) return void listed.addAddress(address, familyOf(address));
	const isMapped = isIPv6(base) && isIPv4(address);
	const prefix = Number(bits) - (isMapped ? mappedBits : 0);
	const most = isIPv4(address) ? 32 : 128;
	if (!/^\d{1,3}$/.test(bits) || prefix < 1 || prefix > most) throw new RangeError('no network');
	listed.addSubnet(address, prefix, familyOf(address));
}
