import { randomUUID } from 'node:crypto';
import type { PassaError } from '#shared/errors.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { contactIn, type ReadContactsError } from '../contacts/contact.ts';
import { enqueueOffer } from '../contacts/enqueue-notices.ts';
import { handoverToken } from '../contacts/handover-token.ts';
import { payerOf } from '../contacts/payer.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type HandoverRow, handovers } from '../models/handovers.ts';
import { limits } from '../models/limits.ts';
import type { OrderRow } from '../models/orders.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { nowOf } from '../orders/order-deps.ts';
import { hashOf } from '../seal.ts';
import type { HandoverDeps } from './handover-deps.ts';
import { assertNotMoving, assertNotRefunded, assertNotSent, type TicketFreeError } from './open-rows.ts';
import { assertIssued, type ReadTicketsError, readTickets, ticketAt } from './read-tickets.ts';
import { type HandoverRefusal, offerEnds, refusal, refusalToHandOver } from './states.ts';

/** Offers of one payer within a day, or of one order that nobody's number paid: each may send a message to a stranger. */
const offers = { seconds: 86_400, max: 20, code: 'TOO_MANY_HANDOVERS' } as const;

export type OfferTicketError =
	| ReadContactsError
	| ReadTicketsError
	| LockOrderError
	| TicketFreeError
	| PassaError<HandoverRefusal | 'TICKET_UNKNOWN' | 'TOO_MANY_HANDOVERS'>;

type Offer = { ticket: number; to: string; language: ContactLanguage };

/**
 * Sends a ticket of an order to a phone or an e-mail address, which gets a link. It stays its sender's until somebody takes
 * it. The caller holds the order's own token. Throws OfferTicketError; nothing has changed then.
 */
export async function offerTicket(deps: HandoverDeps, order: OrderRow, wanted: Offer): Promise<HandoverRow> {
	const { db, chain, seal, contactTokens } = deps;
	const contact = contactIn(wanted.to);
	const { no } = order;
	assertIssued(order);
	await chargeOffer(deps, no);
	const found = await readTickets(chain.rpcUrl, order);
	const now = nowOf(deps);
	const refused = refusalToHandOver(found.policy, ticketAt(found, wanted.ticket), now);
	if (refused) throw refusal(refused);
	const id = randomUUID();
	const row: HandoverRow = {
		id,
		orderNo: no,
		event: order.event,
		index: wanted.ticket,
		state: 'offered',
		kind: contact.kind,
		key: seal.keyOf(contact.kind, contact.value),
		sealed: seal.seal(contact.value),
		language: wanted.language,
		tokenHash: hashOf(handoverToken(contactTokens, order.reference, id)),
		claimedBy: null,
		createdAt: now,
		expiresAt: offerEnds(found.policy, now),
		endedAt: null,
	};
	await db.transaction(async (tx) => {
		assertIssued(await lockOrder(tx, no));
		await assertNotRefunded(tx, no, 1 << wanted.ticket);
		await assertNotSent(tx, no, 1 << wanted.ticket);
		await assertNotMoving(tx, no, 1 << wanted.ticket);
		await tx.insert(handovers).values(row);
		await enqueueOffer(tx, { orderNo: no, handover: id }, now);
	});
	return row;
}

async function chargeOffer({ db, clock }: HandoverDeps, no: bigint): Promise<void> {
	const payer = await payerOf(db, no);
	const by = payer ? Buffer.from(payer.key).toString('hex') : `order ${no}`;
	await limitRate(db, limits, `handovers by ${by}`, offers, clock.now());
}
