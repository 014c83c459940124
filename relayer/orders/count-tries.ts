import { type SQL, sql } from 'drizzle-orm';
import { type OrderRow, orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { tiers } from '../models/tiers.ts';
import type { AskerKeys } from './asker.ts';

/** What was asked before, of a phone, for an order and by an asker. */
export type Tries = {
	/** Prompts to the phone within ten minutes, and the time of the first. */
	recent: number;
	first: Date | null;
	/** Prompts to the phone within a day that nobody paid, and the time of the newest but `mostUnanswered` - 1. */
	unanswered: number;
	last: Date | null;
	/** Whether a prompt to the phone is open. */
	open: boolean;
	ofOrder: number;
	/** Other unpaid orders of the account, and of the device. */
	unpaidOfAccount: number;
	unpaidOfDevice: number;
	/**
	 * Seats of the tier: unpaid ones of the address whose phones are not proved, 0 for an owner; all unpaid ones; all
	 * unsold ones.
	 */
	unpaidOfAddress: number;
	unpaid: number;
	unsold: number;
	/**
	 * Of the same listed ticket within an hour: other orders whose phone was not proved and did not pay; those of the
	 * phone or account.
	 */
	unpaidOfListing: number;
	ownOfListing: number;
};

/** An owner may ask their own phone this often in a day without paying. */
const mostUnanswered = 15;
export const recentMilliseconds = 10 * 60_000;
const hourMilliseconds = 3_600_000;
export const dayMilliseconds = 24 * hourMilliseconds;

export type TryQuery = { order: OrderRow; phoneKey: Uint8Array; keys: AskerKeys; proved: boolean };

type Row = { [Name in keyof Tries]: Tries[Name] extends number ? string : Tries[Name] };

/**
 * Counts for a new prompt. An owner, whose phone is proved, is charged only with their own prompts. Other askers are
 * charged with all of them: each of them rang the same phone.
 */
export async function countTries(tx: Transaction, counted: TryQuery, now: Date): Promise<Tries> {
	const { order, phoneKey, keys, proved } = counted;
	const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
	const [recently, day] = [ago(recentMilliseconds), ago(dayMilliseconds)];
	// A cart is one order of its asker.
	const isUnpaid = sql`state = 'pending' AND no <> ${order.no}`;
	const isOther = sql`${isUnpaid} AND NOT follows`;
	// What cannot be there is not asked for: planning it costs as much as counting.
	const unpaidWhere = (isThere: boolean, what: SQL, where: SQL, is: SQL) =>
		isThere ? sql`(SELECT ${what} FROM ${orders} WHERE ${where} AND ${is})` : sql`0`;
	const seats = sql`coalesce(sum(qty), 0)`;
	const ofAddress = sql`address_key = ${keys.address} AND NOT proved AND listing IS NULL AND event = ${order.event} AND tier = ${order.tier}`;
	const ofListing = (which: SQL) =>
		order.listing === null ? sql`0` : sql`(SELECT count(*) FROM prompts_of_listing WHERE ${which})`;
	const own = sql`phone_key = ${phoneKey} OR account = ${order.account}`;
	const { rows } = await tx.execute<Row>(sql`
		WITH prompts AS (SELECT state, created_at AS at FROM ${pushes}
			WHERE phone_key = ${phoneKey} AND created_at > ${day} AND (proved OR NOT ${proved}::boolean)),
		prompts_of_listing AS (SELECT p.phone_key, p.proved, o.account FROM ${orders} o JOIN ${pushes} p ON p.order_no = o.no
			WHERE o.event = ${order.event} AND o.listing = ${order.listing} AND o.no <> ${order.no} AND p.state <> 'paid'
				AND p.created_at > ${ago(hourMilliseconds)})
		SELECT
			(SELECT count(*) FROM prompts WHERE at > ${recently}) AS recent,
			(SELECT min(at) FROM prompts WHERE at > ${recently}) AS first,
			(SELECT count(*) FROM prompts WHERE state <> 'paid') AS unanswered,
			(SELECT at FROM prompts WHERE state <> 'paid' ORDER BY at DESC OFFSET ${mostUnanswered - 1} LIMIT 1) AS last,
			EXISTS (SELECT FROM ${pushes} WHERE phone_key = ${phoneKey} AND state IN ('queued', 'sending', 'open', 'unknown')
				AND (proved OR NOT ${proved}::boolean)) AS open,
			(SELECT count(*) FROM ${pushes} WHERE order_no = ${order.no}) AS "ofOrder",
			${unpaidWhere(order.account !== null, sql`count(*)`, sql`account = ${order.account}`, isOther)} AS "unpaidOfAccount",
			${unpaidWhere(keys.device !== null, sql`count(*)`, sql`device_key = ${keys.device}`, isOther)} AS "unpaidOfDevice",
			${unpaidWhere(!proved, seats, ofAddress, isUnpaid)} AS "unpaidOfAddress",
			${ofListing(sql`NOT proved`)} AS "unpaidOfListing", ${ofListing(own)} AS "ownOfListing",
			t.unpaid::text, (t.allocated - t.sold - t.held + t.unpaid)::text AS unsold
		FROM ${tiers} t WHERE t.event = ${order.event} AND t.tier = ${order.tier}`);
	const { first, last, open, ...counts } = rows[0]!;
	const numbers = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)]));
	const times = { first: first && new Date(first), last: last && new Date(last) };
	return { ...(numbers as Omit<Tries, 'first' | 'last' | 'open'>), ...times, open };
}
