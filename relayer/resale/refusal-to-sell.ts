import { supports } from '#shared/contract/supports.ts';
import type { OrderRow } from '../models/orders.ts';
import type { OrderReading } from '../refunds/read-order.ts';

/** Why a ticket in custody is not offered: the contract's rules of `list`, and ours. */
export const sellRefusals = [
	'EVENT_VERSION_OLD',
	'EVENT_CANCELLED',
	'RESALES_OFF',
	'TRANSFERS_FROZEN',
	'TICKET_SOLD_ON',
	'TICKET_CLAIMED',
	'TICKET_REFUNDED',
	'TICKET_USED',
	'TICKET_LISTED',
	'RESALE_LIMIT',
] as const;
export type SellRefusal = (typeof sellRefusals)[number];

/** Null if the ticket can be offered now. Pure. */
export function refusalToSell(
	{ state, tickets, closeTime }: Pick<OrderReading, 'state' | 'tickets' | 'closeTime'>,
	{ resales, owner }: Pick<OrderRow, 'resales' | 'owner'>,
	index: number,
): SellRefusal | null {
	const { policy } = state.terms;
	const ticket = tickets[index]!;
	if (!supports(state.version.version, 'custody')) return 'EVENT_VERSION_OLD';
	if (state.counters.cancelled) return 'EVENT_CANCELLED';
	if (policy.resale_cap_bps === 0) return 'RESALES_OFF';
	if (closeTime >= policy.freeze_at) return 'TRANSFERS_FROZEN';
	if (ticket.resales > resales) return 'TICKET_SOLD_ON';
	if (!ticket.custodial || ticket.owner !== owner) return 'TICKET_CLAIMED';
	if (ticket.refunded) return 'TICKET_REFUNDED';
	if (ticket.used) return 'TICKET_USED';
	if (ticket.listed) return 'TICKET_LISTED';
	return ticket.resales >= policy.resale_limit ? 'RESALE_LIMIT' : null;
}
