import {
	accountKey,
	baseReserve,
	extensionOf,
	readAccount,
	spendable,
	withExtension,
	writeAccount,
} from './accounts.ts';
import type { Overlay } from './state.ts';
import type { PublicKey } from './xdr-types.ts';

/** Who sponsors whose new reserves while a transaction runs: the sponsored account's key in hex → its sponsor. */
export type Sponsors = Map<string, PublicKey>;

/** Where reserves are booked. */
export type Booking = { state: Overlay; ledger: number; sponsors: Sponsors };

export const hexOf = (id: PublicKey): string => Buffer.from(id.ed25519).toString('hex');

/** Books one new subentry of `owner`, on itself or on its sponsor. Null when the payer lacks the balance. */
export function takeSubEntry(c: Booking, owner: PublicKey): { sponsor: PublicKey | null } | null {
	const sponsor = c.sponsors.get(hexOf(owner)) ?? null;
	const account = readAccount(c.state, owner)!;
	if (!sponsor && spendable(account) < baseReserve) return null;
	if (sponsor && !sponsorMore(c, sponsor, 1)) return null;
	const { numSponsored } = extensionOf(account);
	const grown = { ...account, numSubEntries: account.numSubEntries + 1 };
	const booked = sponsor ? withExtension(grown, { numSponsored: numSponsored + 1 }) : grown;
	writeAccount(c.state, booked, c.ledger);
	return { sponsor };
}

/** Releases the reserve of a subentry that is about to be removed. */
export function releaseSubEntry(c: Booking, owner: PublicKey, sponsor: PublicKey | null): void {
	const account = readAccount(c.state, owner)!;
	const { numSponsored } = extensionOf(account);
	const shrunk = { ...account, numSubEntries: account.numSubEntries - 1 };
	const booked = sponsor ? withExtension(shrunk, { numSponsored: numSponsored - 1 }) : shrunk;
	writeAccount(c.state, booked, c.ledger);
	if (sponsor) sponsorLess(c, sponsor, 1);
}

export function sponsorMore(c: Booking, sponsor: PublicKey, reserves: number): boolean {
	const account = readAccount(c.state, sponsor)!;
	if (spendable(account) < BigInt(reserves) * baseReserve) return false;
	const { numSponsoring } = extensionOf(account);
	writeAccount(c.state, withExtension(account, { numSponsoring: numSponsoring + reserves }), c.ledger);
	return true;
}

export function sponsorLess(c: Booking, sponsor: PublicKey, reserves: number): void {
	const account = readAccount(c.state, sponsor)!;
	const { numSponsoring } = extensionOf(account);
	writeAccount(c.state, withExtension(account, { numSponsoring: numSponsoring - reserves }), c.ledger);
}

export const accountSponsor = (state: Overlay, id: PublicKey): PublicKey | null =>
	state.sponsorOf(accountKey(id));
