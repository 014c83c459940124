import { type SQL, sql } from 'drizzle-orm';
import { claimedNow, refundAsked } from '../gate/holder-now.ts';
import { gateTickets } from '../models/gates.ts';
import { wallPosts } from '../models/wall.ts';

/** Of a row of `wall_posts`: its ticket at the gates, as the ledger had it when it was last read. */
export const isItsTicket: SQL = sql`(${gateTickets.event} = ${wallPosts.event}
	AND ${gateTickets.chainOrder} = div(${wallPosts.ticket}, 32)::bigint
	AND ${gateTickets.index} = mod(${wallPosts.ticket}, 32)::smallint)`;

/** Of a row of `wall_posts`: whether who wrote it still holds its ticket, and asks for no money back. */
export const holdsNow: SQL = sql`(EXISTS (SELECT FROM ${gateTickets} WHERE ${isItsTicket}
		AND ${gateTickets.owner} = ${wallPosts.owner} AND NOT ${gateTickets.refunded}
		AND ${gateTickets.custodial} = (${wallPosts.orderNo} IS NOT NULL))
	AND ${claimedNow('wall_posts')} IS NOT DISTINCT FROM ${wallPosts.handover}
	AND NOT ${refundAsked('wall_posts')})`;
