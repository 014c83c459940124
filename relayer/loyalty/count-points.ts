import { hex } from '#shared/hex.ts';
import { pointsOf } from '#shared/loyalty/points-rule.ts';
import { compareBytes } from '#shared/loyalty/points-tree.ts';
import type { Earned } from '../models/loyalty.ts';
import type { MemberIds } from '../signer.server.ts';
import { type OrderMembers, walletHolder } from './members-of-orders.ts';
import type { PointTicket } from './point-facts.ts';

export type MemberPoints = { member: Uint8Array; points: bigint; earned: Earned[] };

/**
 * What every member has, by the tickets as they stand, in the order of members' ids. A member without points has no leaf.
 * `custody`: whose tickets in custody are, by their address on chain.
 */
export function countPoints(
	tickets: readonly PointTicket[],
	custody: ReadonlyMap<string, OrderMembers>,
	members: MemberIds,
): MemberPoints[] {
	const wallets = new Map<string, Uint8Array>();
	const wallet = (address: string): Uint8Array => {
		const known = wallets.get(address);
		if (known) return known;
		const member = members(walletHolder(address));
		wallets.set(address, member);
		return member;
	};
	const found = new Map<string, MemberPoints>();
	const add = (
		member: Uint8Array,
		{ event, order, index }: PointTicket,
		what: 'purchase' | 'attendance',
		points: bigint,
	) => {
		if (points === 0n) return;
		const id = hex(member);
		const has = found.get(id) ?? { member, points: 0n, earned: [] };
		found.set(id, has);
		has.points += points;
		const last = has.earned.at(-1);
		const isSame = last?.event === event && last.order === String(order) && last.index === index;
		const entry = isSame ? last : { event, order: String(order), index, purchase: 0, attendance: 0 };
		entry[what] += Number(points);
		if (!isSame) has.earned.push(entry);
	};
	for (const ticket of tickets) {
		const { currency, face: amount, buyer, owner, index } = ticket;
		const { purchase, attendance } = pointsOf({ ...ticket, face: { currency, amount } });
		add(custody.get(buyer)?.holder ?? wallet(buyer), ticket, 'purchase', purchase);
		const held = custody.get(owner);
		add(held?.given.get(index) ?? held?.holder ?? wallet(owner), ticket, 'attendance', attendance);
	}
	return [...found.values()].toSorted((a, b) => compareBytes(a.member, b.member));
}
