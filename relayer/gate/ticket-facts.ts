import { orderOf } from '#shared/chain/state/ids.ts';
import type { Failed, TicketAtGate } from '#shared/gate/entry-facts.ts';
import type { GateTicketRow } from '../models/gates.ts';
import { type Holder, isOf } from '../passes/certify-device.ts';
import type { GateDeps } from './gate-deps.ts';
import { type Certificate, type TicketRows, ticketRows } from './scan-facts.ts';
import type { StaticCode } from './static-facts.ts';
import { readEvent, readOrders } from './sync-tickets.ts';

/** `delegation`: the certificate that the ticket was shown with; null: it was found by name or code. */
type Shown = { event: string; ticket: bigint; delegation: number | null };

/** `ticketOfRows` of the rows that there are now. */
export async function ticketFacts(
	deps: GateDeps,
	event: string,
	ticket: bigint,
	delegation: number | null,
): Promise<TicketAtGate | 'unknown' | Failed> {
	try {
		const shown = { event, ticket, delegation };
		return await ticketOfRows(deps, shown, await ticketRows(deps.db, shown));
	} catch (err) {
		deps.log.error({ event, ticket: String(ticket), err }, 'a ticket cannot be read for a gate');
		return 'failed';
	}
}

/**
 * A ticket for the decision. Where our rows do not have it, or something happened to it since, the ledger is read.
 * `failed` where that cannot be.
 */
export async function ticketOfRows(
	deps: GateDeps,
	shown: Shown,
	rows: TicketRows,
): Promise<TicketAtGate | 'unknown' | Failed> {
	const { event, ticket, delegation } = shown;
	try {
		const row = await currentRow(deps, event, ticket, rows.ticket);
		if (!row) return 'unknown';
		const facts = factsOf(row);
		if (delegation === null) return facts;
		// It is signed by our key, so our rows are not whole.
		if (!rows.certificate) return 'failed';
		if (rows.certificate.refundAsked) return { ...facts, state: 'refunded' };
		return isHolders(rows.certificate, row) ? facts : { ...facts, endedDelegations: [delegation] };
	} catch (err) {
		deps.log.error({ event, ticket: String(ticket), err }, 'a ticket cannot be read for a gate');
		return 'failed';
	}
}

/** The same of a ticket that was shown by a static code. `codeHash`: in hex. */
export async function ticketOfCode(
	deps: GateDeps,
	code: StaticCode,
	codeHash: string,
): Promise<TicketAtGate | 'unknown' | Failed> {
	const { event, ticket } = code.row;
	try {
		const rows = await ticketRows(deps.db, { event, ticket, delegation: null });
		const row = await currentRow(deps, event, ticket, rows.ticket);
		if (!row) return 'unknown';
		const facts = factsOf(row);
		if (!isHolders(code, row)) return { ...facts, endedCodes: [codeHash] };
		return code.refundAsked ? { ...facts, state: 'refunded' } : facts;
	} catch (err) {
		deps.log.error({ event, ticket: String(ticket), err }, 'a ticket cannot be read for a gate');
		return 'failed';
	}
}

const factsOf = ({ tier, refunded, used }: GateTicketRow): TicketAtGate => ({
	tier,
	state: refunded ? 'refunded' : used ? 'used' : 'valid',
	firstDelegation: 0,
	endedDelegations: [],
});

async function currentRow(
	deps: GateDeps,
	event: string,
	ticket: bigint,
	known: GateTicketRow | null,
): Promise<GateTicketRow | null> {
	const { order: chainOrder, index } = orderOf(ticket);
	// No order's number has more bits.
	if (chainOrder >= 1n << 59n) return null;
	if (known && known.changedLedger <= known.readLedger) return known;
	const { version } = await readEvent(deps, event);
	const read = await readOrders(deps, { event, version }, [chainOrder]);
	return read.find((row) => row.index === index) ?? null;
}

/** Whether a pass was given to who holds the ticket now, and was not ended. */
function isHolders(
	{ row, claimed }: Pick<Certificate, 'claimed'> & { row: Holder & { endedAt: Date | null } },
	{ owner, custodial }: GateTicketRow,
): boolean {
	if (row.endedAt !== null) return false;
	if (custodial !== (row.orderNo !== null)) return false;
	return isOf(row, { owner, orderNo: row.orderNo, handover: custodial ? claimed : null });
}
