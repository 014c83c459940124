import { isIPv6 } from 'node:net';
import { readAddress } from './address.ts';

/** A /64 has four groups of 16 bits. A provider gives one customer no less. */
const groupsOfNetwork = 4;
/** 64:ff9b::/96 (RFC 6052): a translator writes all of IPv4 in this one network. */
const translated = [0x64, 0xff9b, 0, 0, 0, 0].join();

/**
 * The address by which a rate limit counts a caller. An IPv4 address stays as it is, even if it is written as IPv6:
 * `203.0.113.7`. An IPv6 caller has 2⁶⁴ addresses of their own, so their /64 counts: `2001:db8:0:1::/64`. A text that is no
 * address stays as it is. Many people may share a result, behind a carrier's NAT for example.
 */
export function countedAddress(address: string): string {
	const plain = readAddress(address);
	if (plain === null) return address;
	if (!isIPv6(plain)) return plain;
	const [head = '', tail] = plain.split('::');
	const groups = (text: string) => (text === '' ? [] : text.split(':'));
	const [before, after] = [groups(head), groups(tail ?? '')];
	const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
	const all = [...before, ...Array<string>(gap).fill('0'), ...after].map((group) =>
		Number.parseInt(group, 16),
	);
	if (all.slice(0, 6).join() === translated) {
		const bytes = all.slice(6).flatMap((group) => [group >> 8, group & 0xff]);
		return bytes.join('.');
	}
	const network = all.slice(0, groupsOfNetwork).map((group) => group.toString(16));
	return `${network.join(':')}::/64`;
}
