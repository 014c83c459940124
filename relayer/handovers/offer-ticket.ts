import { randomUUID } from 'node:crypto';
import { nowOf } from '#shared/clock.ts';
import type { PassaError } from '#shared/errors.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import type { Session } from '#shared/session.server.ts';
import { contactIn, type ReadContactsError } from '../contacts/contact.ts';
import { enqueueOffer } from '../contacts/enqueue-notices.ts';
import { handoverToken } from '../contacts/handover-token.ts';
import { payerOf } from '../contacts/payer.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import { type HandoverRow, handovers } from '../models/handovers.ts';
import { limits } from '../models/limits.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { hashOf } from '../relayer-seal.ts';
import {
	assertHeldBy,
	type HandoverByTokenError,
	handoverByToken,
	handoverNotFound,
} from './handover-by-token.ts';
import type { HandoverDeps } from './handover-deps.ts';
import {
	assertNotMoving,
	assertNotRefunded,
	assertNotSent,
	assertNotSentOn,
	type TicketFreeError,
} from './handover-guards.ts';
import { assertIssued, type ReadTicketsError, readTickets, ticketAt } from './read-tickets.ts';
import { type HandoverRefusal, offerEnds, refusal, refusalToHandOver } from './states.ts';

/**
 * Offers of one payer or person within a day, or of one order that nobody's number paid: each may send a message to a
 * stranger.
 */
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
export const offerTicket = (deps: HandoverDeps, order: OrderRow, wanted: Offer): Promise<HandoverRow> =>
	offer(deps, order, wanted, {
		follows: null,
		payer: () => payerOfOrder(deps, order.no),
		allow: (tx) => assertNotSent(tx, order.no, 1 << wanted.ticket),
	});

export type SendOnError = OfferTicketError | HandoverByTokenError;

/** The same by the person who took a ticket that was sent to them. Throws SendOnError; nothing has changed then. */
export async function sendOn(
	deps: HandoverDeps,
	token: string,
	{ by }: Pick<Session, 'by'>,
	wanted: Omit<Offer, 'ticket'>,
): Promise<HandoverRow> {
	const { row, order } = await handoverByToken(deps.db, token);
	if (row.claimedBy !== by) throw handoverNotFound();
	const hex = Buffer.from(deps.seal.keyOf('account', by)).toString('hex');
	return offer(
		deps,
		order,
		{ ...wanted, ticket: row.index },
		{
			follows: row.id,
			payer: async () => `person ${hex}`,
			async allow(tx) {
				await assertHeldBy(tx, row.id, by);
				await assertNotSentOn(tx, row.id);
			},
		},
	);
}

/** `payer`: whom it is counted for. `allow` throws if the caller does not hold the ticket; the order is locked then. */
type Sender = {
	follows: string | null;
	payer: () => Promise<string>;
	allow: (tx: Transaction) => Promise<void>;
};

async function offer(
	deps: HandoverDeps,
	order: OrderRow,
	wanted: Offer,
	sender: Sender,
): Promise<HandoverRow> {
	const { db, chain, seal, contactTokens } = deps;
	const contact = contactIn(wanted.to);
	const { no } = order;
	assertIssued(order);
	await limitRate(db, limits, `handovers by ${await sender.payer()}`, offers, deps.clock.now());
	const found = await readTickets({ chain, db }, order);
	const now = nowOf(deps);
	const refused = refusalToHandOver(found.policy, ticketAt(found, wanted.ticket), now);
	if (refused) throw refusal(refused);
	const id = randomUUID();
	const row: HandoverRow = {
		id,
		orderNo: no,
		follows: sender.follows,
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
		await sender.allow(tx);
		await assertNotMoving(tx, no, 1 << wanted.ticket);
		await tx.insert(handovers).values(row);
		await enqueueOffer(tx, { orderNo: no, handover: id }, now);
	});
	return row;
}

async function payerOfOrder({ db }: HandoverDeps, no: bigint): Promise<string> {
	const payer = await payerOf(db, no);
	return payer ? Buffer.from(payer.key).toString('hex') : `order ${no}`;
}
