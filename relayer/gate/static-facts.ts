import { and, eq, sql } from 'drizzle-orm';
import { hex } from '#shared/hex.ts';
import { gateTickets } from '../models/gates.ts';
import { type StaticPassRow, staticPasses } from '../models/passes.ts';
import type { Reader } from '../models/schema.ts';
import { claimedNow, refundAsked } from './holder-now.ts';

/** A static code's row, with what decides whether it still counts: as `Certificate` of a device. */
export type StaticCode = { row: StaticPassRow; claimed: string | null; refundAsked: boolean };

/** The ticket of a code that somebody shows. `codeHash` in hex. Null: nobody was given it. */
export async function staticCode(db: Reader, event: string, codeHash: string): Promise<StaticCode | null> {
	const [found] = await db
		.select({
			row: staticPasses,
			claimed: claimedNow('static_passes'),
			refundAsked: refundAsked('static_passes'),
		})
		.from(staticPasses)
		.where(and(eq(staticPasses.event, event), eq(staticPasses.codeHash, Buffer.from(codeHash, 'hex'))));
	return found ?? null;
}

/** Of a ticket, for a gate's list: hashes in hex of the codes that count, and of those that ended. */
type ListedCodes = { live: string[]; ended: string[]; refundAsked: boolean };

/** All codes of an event by ticket. */
export async function listedCodes(db: Reader, event: string): Promise<Map<bigint, ListedCodes>> {
	const rows = await db
		.select({
			ticket: staticPasses.ticket,
			codeHash: staticPasses.codeHash,
			live: sql<boolean>`(${staticPasses.endedAt} IS NULL AND ${staticPasses.owner} = ${gateTickets.owner}
				AND ${gateTickets.custodial} = (${staticPasses.orderNo} IS NOT NULL)
				AND ${staticPasses.handover} IS NOT DISTINCT FROM ${claimedNow('static_passes')})`,
			refundAsked: refundAsked('static_passes'),
		})
		.from(staticPasses)
		.innerJoin(
			gateTickets,
			sql`${gateTickets.event} = ${staticPasses.event} AND ${gateTickets.index} = mod(${staticPasses.ticket}, 32)
				AND ${gateTickets.chainOrder} = div(${staticPasses.ticket}, 32)`,
		)
		.where(eq(staticPasses.event, event));
	const found = new Map<bigint, ListedCodes>();
	for (const { ticket, codeHash, live, refundAsked: asked } of rows) {
		const of = found.get(ticket) ?? { live: [], ended: [], refundAsked: false };
		(live ? of.live : of.ended).push(hex(codeHash));
		of.refundAsked ||= live && asked;
		found.set(ticket, of);
	}
	return found;
}
