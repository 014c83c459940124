import { flags } from '../flags.ts';
import { type Forgery, refuses, stranger } from './forgery.ts';

const hour = 3_600;

/** Powers and who holds what. */
export const forgedPowers: Forgery[] = [
	refuses('wrongPowers', 'cancelled', 'by somebody', (p) => {
		p.by = stranger;
	}),
	refuses('wrongPowers', 'cancelled', 'twice', (_, before) => {
		before.counters.flags |= flags.cancelled;
	}),
	refuses('wrongPowers', 'cancelled', 'after the end', (_, before) => {
		before.terms.ends_at = 1n;
		before.terms.policy.release_at = 1n;
	}),
	refuses('wrongPowers', 'postponed', 'twice', (_, before) => {
		before.powers.postponedBy = 1n;
	}),
	refuses('wrongPowers', 'postponed', 'after the start', (_, before) => {
		before.terms.starts_at = 1n;
	}),
	refuses('wrongPowers', 'paused', 'by somebody', (p) => {
		p.by = stranger;
	}),
	refuses('wrongPowers', 'frozen', 'twice', (_, before) => {
		before.counters.flags |= flags.frozen;
	}),
	refuses('wrongPowers', 'frozen', 'for more than a week', (p) => {
		p.until += BigInt(8 * 24 * hour);
	}),
	refuses('wrongPowers', 'redirected', 'at once', (p) => {
		p.from_when -= BigInt(48 * hour);
	}),
	refuses('wrongPowers', 'redirected', 'to another payee', (p, before) => {
		p.to = before.terms.payees[0]!.address;
	}),
	refuses('wrongPowers', 'gate_set', 'a seventeenth gate', (p, before) => {
		before.powers.gates = Array.from({ length: 16 }, (_, i) => `gate ${i}`);
		return p.on;
	}),
	refuses('wrongPowers', 'cap_set', 'less than nothing', (p) => {
		p.cap = -1n;
	}),
	refuses('wrongPowers', 'checked_in', 'by who is no gate', (p) => {
		p.gate = stranger;
	}),
	refuses('wrongPowers', 'checked_in', 'before the doors open', (_, before) => {
		before.terms.doors_at = 2n ** 40n;
	}),
	refuses('wrongPowers', 'allocated', 'by the organizer while the relayer is there', (p, before) => {
		before.counters.relayerAt = 2n ** 40n;
		p.by_organizer = true;
		return p.fiat_allocated < (before.counters.tiers[p.tier]?.fiatAllocated ?? 0);
	}),

	refuses('wrongOwners', 'moved', 'by who does not hold it', (p) => {
		p.from = stranger;
	}),
	refuses('wrongOwners', 'moved', 'a used ticket', (p, before) => {
		before.orders.get(p.ticket >> 5n)!.used = 0xfffff;
	}),
	refuses('wrongOwners', 'moved', 'after the freeze of transfers', (_, before) => {
		before.terms.policy.freeze_at = 1n;
	}),
	refuses('wrongOwners', 'moved', 'where a resale cap applies', (_, before) => {
		before.terms.policy.resale_cap_bps = 1;
	}),
	refuses('wrongOwners', 'claimed', 'what is not in custody', (p, before) => {
		before.orders.get(p.order)!.custodial = false;
		for (const moved of before.moved.values()) moved.custodial = false;
	}),
	refuses('wrongOwners', 'checked_in', 'a ticket twice', (p) => p.orders.push(p.orders[0]!)),
	refuses('wrongOwners', 'checked_in', 'a ticket that was given back', (p, before) => {
		before.orders.get(p.orders[0]![0])!.refunded = 0xfffff;
	}),
	refuses('wrongOwners', 'sold', 'an order that is there already', (p, before) => {
		const [id] = [...before.orders.keys()];
		if (id === undefined || id >= 1n << 58n) return false;
		p.orders[0]![0] = id;
	}),
	refuses('wrongOwners', 'minted', 'a ticket to the event itself', (p, _, event) => {
		p.to = event;
	}),
];
