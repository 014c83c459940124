import { and, eq } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import type { Failed, TicketAtGate } from '#shared/gate/entry-facts.ts';
import { type GateTicketRow, gateTickets } from '../models/gates.ts';
import { type PassCertificateRow, passCertificates } from '../models/passes.ts';
import { isOf } from '../passes/certify-device.ts';
import type { GateDeps } from './gate-deps.ts';
import { claimedNow, refundAsked } from './holder-now.ts';
import { readEvent, readOrders } from './sync-tickets.ts';

/** A certificate with what decides whether its device may still show the ticket. */
type Certificate = {
	row: PassCertificateRow;
	/** The handover by which somebody has the ticket now; null: the order's own holder. */
	claimed: string | null;
	/** Whether its money is asked back; the chain may not show it yet. */
	refundAsked: boolean;
};

/**
 * A ticket for the decision. `delegation`: the certificate that it was shown with; null: found by name or code. Where our
 * rows do not have the ticket, or something happened to it since, the ledger is read. `failed` where that cannot be.
 */
export async function ticketFacts(
	deps: GateDeps,
	event: string,
	ticket: bigint,
	delegation: number | null,
): Promise<TicketAtGate | 'unknown' | Failed> {
	try {
		const row = await ticketRow(deps, event, ticket);
		if (!row) return 'unknown';
		const facts = {
			tier: row.tier,
			state: row.refunded ? ('refunded' as const) : row.used ? ('used' as const) : ('valid' as const),
			firstDelegation: 0,
			endedDelegations: [],
		};
		if (delegation === null) return facts;
		const found = await certificateOf(deps, event, ticket, delegation);
		// It is signed by our key, so our rows are not whole.
		if (!found) return 'failed';
		if (found.refundAsked) return { ...facts, state: 'refunded' };
		return isHolders(found, row) ? facts : { ...facts, endedDelegations: [delegation] };
	} catch (err) {
		deps.log.error({ event, ticket: String(ticket), err }, 'a ticket cannot be read for a gate');
		return 'failed';
	}
}

async function ticketRow(deps: GateDeps, event: string, ticket: bigint): Promise<GateTicketRow | null> {
	const { order: chainOrder, index } = orderOf(ticket);
	// No order's number has more bits, and no column either.
	if (chainOrder >= 1n << 59n) return null;
	const [known] = await deps.db
		.select()
		.from(gateTickets)
		.where(
			and(eq(gateTickets.event, event), eq(gateTickets.chainOrder, chainOrder), eq(gateTickets.index, index)),
		);
	if (known && known.changedLedger <= known.readLedger) return known;
	const { version } = await readEvent(deps, event);
	const read = await readOrders(deps, { event, version }, [chainOrder]);
	return read.find((row) => row.index === index) ?? null;
}

async function certificateOf(
	{ db }: GateDeps,
	event: string,
	ticket: bigint,
	delegation: number,
): Promise<Certificate | null> {
	const [found] = await db
		.select({
			row: passCertificates,
			claimed: claimedNow,
			refundAsked,
		})
		.from(passCertificates)
		.where(
			and(
				eq(passCertificates.event, event),
				eq(passCertificates.ticket, ticket),
				eq(passCertificates.delegation, delegation),
			),
		);
	return found ?? null;
}

/** Whether a certificate was given to who holds the ticket now, and was not ended. */
function isHolders({ row, claimed }: Certificate, { owner, custodial }: GateTicketRow): boolean {
	if (row.endedAt !== null) return false;
	if (custodial !== (row.orderNo !== null)) return false;
	return isOf(row, { owner, orderNo: row.orderNo, handover: custodial ? claimed : null });
}
