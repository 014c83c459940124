import { and, eq, isNull } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { PassaError } from '#shared/errors.ts';
import type { Proves } from '#shared/phone-proof.server.ts';
import type { Contact } from '../contacts/contact.ts';
import { firstOrderNo, payerOf } from '../contacts/payer.ts';
import { platformAway } from '../contacts/platform-gateway.ts';
import { isAmong } from '../handovers/accept-handover.ts';
import { type FoundHandover, handoverNotFound } from '../handovers/handover-by-token.ts';
import { sentByHolder } from '../handovers/handover-guards.ts';
import { assertIssued } from '../handovers/read-tickets.ts';
import { contacts } from '../models/contacts.ts';
import type { OrderRow } from '../models/orders.ts';
import type { PassCertificateRow } from '../models/passes.ts';
import { ownTickets } from '../orders/own-tickets.ts';
import { certifyTickets, type HeldTickets, type Holder, type WantedPass } from './certify-device.ts';
import { type LedgerTicketsError, ledgerTickets } from './ledger-tickets.ts';
import type { PassDeps } from './pass-deps.ts';
import { type PassOfEventError, passOfEvent } from './pass-of-event.ts';
import { ticketRefunded, ticketUnknown } from './wallet-passes.ts';

/** What a caller shows beside an order's token: codes of numbers, and the person who is signed in. */
export type OrderProof = { proves: Proves; person: string | null };

export type WantedCustodyPass = Omit<WantedPass, 'event' | 'expiry'>;

export type CustodyPassesError =
	| PassOfEventError
	| LedgerTicketsError
	| PassaError<
			| 'ORDER_STATE'
			| 'PASS_NEEDS_PROOF'
			| 'PLATFORM_AWAY'
			| 'TICKET_UNKNOWN'
			| 'TICKET_REFUNDED'
			| 'TICKET_GIVEN'
			| 'TICKET_MOVED'
			| 'HANDOVER_NOT_FOUND'
	  >;

/**
 * Certifies a device for tickets of an order. Its token alone is not enough, because links are sent on: the caller has
 * also proved the number that paid, or one that the order names, or is the person who ordered. Throws CustodyPassesError.
 */
export async function orderPasses(
	deps: PassDeps,
	order: OrderRow,
	proof: OrderProof,
	{ tickets, ...device }: WantedCustodyPass & { tickets: readonly number[] },
): Promise<PassCertificateRow[]> {
	return certifyTickets(deps, await orderTickets(deps, order, proof, tickets), device);
}

/** Tickets of an order whose holder the caller has proved. Throws CustodyPassesError. */
export async function orderTickets(
	deps: PassDeps,
	order: OrderRow,
	proof: OrderProof,
	tickets: readonly number[],
): Promise<HeldTickets> {
	assertIssued(order);
	const own = ownTickets(order);
	if (tickets.some((index) => !own.includes(index))) throw ticketUnknown();
	if (!(await isHolder(deps, order, proof)))
		throw new PassaError(
			'PASS_NEEDS_PROOF',
			'Show the code that was sent to the number that paid, or to one that the order names.',
			{ status: 403 },
		);
	const holder = { owner: order.owner, orderNo: order.no, handover: null };
	return heldTickets(deps, order, holder, tickets);
}

/** Certifies a device for a ticket that a person has taken by this handover. Throws CustodyPassesError. */
export async function handoverPass(
	deps: PassDeps,
	found: FoundHandover,
	person: string,
	wanted: WantedCustodyPass,
): Promise<PassCertificateRow[]> {
	return certifyTickets(deps, await takenTicket(deps, found, person), wanted);
}

/** The ticket that a person has taken by this handover. Throws CustodyPassesError. */
export async function takenTicket(
	deps: PassDeps,
	{ row, order }: FoundHandover,
	person: string,
): Promise<HeldTickets> {
	assertIssued(order);
	if (row.state !== 'claimed' || row.claimedBy !== person) throw handoverNotFound();
	const holder = { owner: order.owner, orderNo: order.no, handover: row.id };
	return heldTickets(deps, order, holder, [row.index]);
}

async function isHolder(deps: PassDeps, order: OrderRow, proof: OrderProof): Promise<boolean> {
	const { person } = proof;
	if (person !== null && person === order.account) return true;
	const named = await numbersOf(deps, order);
	if (named.phones.some((phone) => proof.proves(phone))) return true;
	if (person === null) return false;
	const proved = await contactsOf(deps, person);
	return named.keys.some((key) => isAmong(deps, key, proved));
}

/** A number of theirs that the caller has proved: one of the order first, else the person's own; null: none. */
export async function provedPhone(
	deps: PassDeps,
	order: OrderRow | null,
	{ proves, person }: OrderProof,
): Promise<string | null> {
	const named = order ? await numbersOf(deps, order) : { phones: [], keys: [] };
	const shown = named.phones.find((phone) => proves(phone));
	if (shown !== undefined || person === null) return shown ?? null;
	const own = (await contactsOf(deps, person)).filter(({ kind }) => kind === 'phone');
	const ofOrder = own.find((contact) => named.keys.some((key) => isAmong(deps, key, [contact])));
	return (ofOrder ?? own[0])?.value ?? null;
}

/** The number that paid and those that the order names, and the HMACs of these and of its addresses. */
async function numbersOf({ db, seal }: PassDeps, order: OrderRow) {
	const payer = await payerOf(db, order.no);
	const named = await db
		.select({ kind: contacts.kind, key: contacts.key, sealed: contacts.sealed })
		.from(contacts)
		.where(and(eq(contacts.orderNo, firstOrderNo(order.no)), isNull(contacts.endedAt)));
	const ofPhones = named.filter(({ kind }) => kind === 'phone').map(({ sealed }) => sealed);
	return {
		phones: [...(payer?.sealed ? [payer.sealed] : []), ...ofPhones].map((sealed) => seal.open(sealed)),
		keys: [...named.map(({ key }) => key), ...(payer ? [payer.key] : [])],
	};
}

async function contactsOf({ platform }: PassDeps, person: string): Promise<Contact[]> {
	if (platform) return platform.contactsOf(person);
	throw platformAway();
}

async function heldTickets(
	deps: PassDeps,
	order: OrderRow & { chainOrder: bigint },
	holder: Holder,
	indexes: readonly number[],
): Promise<HeldTickets> {
	const { event, chainOrder } = order;
	const { state, expiry } = await passOfEvent(deps, event);
	const found = await ledgerTickets(deps.chain.rpcUrl, { event, version: state.version }, [chainOrder]);
	const sent = await sentByHolder(deps.db, order.no);
	const tickets = indexes.map((index) => {
		const ticket = found.get(ticketId(chainOrder, index));
		if (!ticket) throw ticketUnknown();
		if (ticket.refunded) throw ticketRefunded();
		if (ticket.owner !== order.owner)
			throw new PassaError('TICKET_MOVED', 'This ticket has another holder now.', { status: 409 });
		const claimed = sent.find((row) => row.index === index && row.state !== 'offered');
		if (holder.handover === null && claimed)
			throw new PassaError('TICKET_GIVEN', 'You gave this ticket to somebody else.', { status: 409 });
		return { ticket: ticket.ticket, tier: ticket.tier, holder };
	});
	return { event, expiry, tickets };
}
