import { eq, sql } from 'drizzle-orm';
import { hex } from '#shared/hex.ts';
import { contacts } from '../models/contacts.ts';
import { handovers } from '../models/handovers.ts';
import { pointOrders } from '../models/loyalty.ts';
import { orders } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import type { MemberIds } from '../signer.server.ts';

/** Names of holders, of which members' ids are made. */
export const walletHolder = (address: string): string => `wallet ${address}`;
export const accountHolder = (account: string): string => `account ${account}`;
/** `key`: the HMAC of a number or e-mail address. */
export const contactHolder = (key: Uint8Array): string => `contact ${hex(key)}`;

/** `holder`: of tickets that were not given away; `given`: by the ticket's place, who has taken it. */
export type OrderMembers = { holder: Uint8Array; given: Map<number, Uint8Array> };

type Found = { no: bigint; owner: string; account: string | null; paidBy: Uint8Array | null };

/** The number that paid, else the first contact that was named. The first order of a cart has both. */
const paidBy = sql<Uint8Array | null>`coalesce(
	(SELECT p.phone_key FROM relay.pushes p WHERE p.order_no = coalesce(${orders.cart}, ${orders.no})
		AND p.state = 'paid' ORDER BY p.created_at, p.id LIMIT 1),
	(SELECT c.key FROM ${contacts} c WHERE c.order_no = coalesce(${orders.cart}, ${orders.no})
		ORDER BY c.created_at, c.id LIMIT 1))`;

/**
 * Whose points those of tickets in custody are, by the address that holds them: the account that ordered, else the number
 * that paid; of a ticket that somebody took, who took it. An address that is missing is a wallet's own.
 */
export async function membersOfOrders(db: Reader, members: MemberIds): Promise<Map<string, OrderMembers>> {
	const found: Found[] = await db
		.select({ no: orders.no, owner: orders.owner, account: orders.account, paidBy })
		.from(orders)
		.where(eq(orders.state, 'issued'));
	const fixed = new Map(
		(await db.select().from(pointOrders)).map(({ orderNo, member }) => [orderNo, member]),
	);
	const fresh: { orderNo: bigint; member: Uint8Array }[] = [];
	const all = new Map<string, OrderMembers>();
	const byNo = new Map<bigint, OrderMembers>();
	for (const { no, owner, account, paidBy: key } of found) {
		const name = account !== null ? accountHolder(account) : key && contactHolder(new Uint8Array(key));
		const member = fixed.get(no) ?? (name ? members(name) : null);
		if (!member) continue;
		if (!fixed.has(no)) fresh.push({ orderNo: no, member });
		const order = { holder: member, given: new Map<number, Uint8Array>() };
		all.set(owner, order);
		byNo.set(no, order);
	}
	for (let at = 0; at < fresh.length; at += 1_000)
		await db
			.insert(pointOrders)
			.values(fresh.slice(at, at + 1_000))
			.onConflictDoNothing();
	const taken = await db
		.select({ no: handovers.orderNo, index: handovers.index, by: handovers.claimedBy })
		.from(handovers)
		.where(eq(handovers.state, 'claimed'));
	for (const { no, index, by } of taken)
		if (by !== null) byNo.get(no)?.given.set(index, members(accountHolder(by)));
	return all;
}
