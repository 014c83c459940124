import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type ContactRow, contacts, links } from '../models/contacts.ts';
import { orders } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { ContactTokens } from '../signer.server.ts';
import { handoverToken } from './handover-token.ts';
import { hasEnded } from './has-ended.ts';
import { payersContact } from './payer.ts';

export type OpenLinkError = PassaError<'LINK_UNKNOWN' | 'LINK_OVER'>;

/**
 * Where a short link leads: to an order of ours, by a token that reads it, to one that a wallet bought, or by `handover`,
 * a token, to a ticket that was sent.
 */
export type LinkTarget =
	| { reference: string; token: string; event: null; order: null; handover: null }
	| { reference: null; token: null; event: number; order: string; handover: null }
	| { reference: null; token: null; event: null; order: null; handover: string };

type Deps = { db: Reader; seal: RelayerSeal; contactTokens: ContactTokens };

/**
 * Opens a short link. Throws OpenLinkError: LINK_UNKNOWN for one that never was, or whose contact was replaced; LINK_OVER
 * once the event has ended, since the message may then be on somebody else's phone.
 */
export async function openLink(deps: Deps, code: string, now: Date): Promise<LinkTarget> {
	const { db, seal } = deps;
	const [link] = await db
		.select()
		.from(links)
		.where(eq(links.key, seal.keyOf('link', code)));
	if (!link) throw unknown();
	if (link.handoverId !== null && link.orderNo !== null)
		return openHandover(deps, link.orderNo, link.handoverId, now);
	const contact = link.contactId === null ? null : await liveContact(db, link.contactId);
	if (link.orderNo !== null) return openOrder(deps, link.orderNo, contact?.id ?? null, now);
	const [event] = await db.select().from(events).where(eq(events.event, contact!.event));
	refuseOver(event!, now);
	return {
		reference: null,
		token: null,
		event: event!.no,
		order: String(contact!.chainOrder),
		handover: null,
	};
}

async function openOrder(
	{ db, contactTokens }: Deps,
	no: bigint,
	linked: string | null,
	now: Date,
): Promise<LinkTarget> {
	const contactId = linked ?? (await payersContact(db, no));
	if (contactId === undefined) throw unknown();
	const found = await orderAndEnd(db, no);
	refuseOver(found, now);
	const { reference } = found;
	return { reference, token: contactTokens(reference, contactId), event: null, order: null, handover: null };
}

async function openHandover(
	{ db, contactTokens }: Deps,
	no: bigint,
	id: string,
	now: Date,
): Promise<LinkTarget> {
	const found = await orderAndEnd(db, no);
	refuseOver(found, now);
	const handover = handoverToken(contactTokens, found.reference, id);
	return { reference: null, token: null, event: null, order: null, handover };
}

async function orderAndEnd(db: Reader, no: bigint): Promise<{ reference: string; endsAt: bigint }> {
	const [found] = await db
		.select({ reference: orders.reference, endsAt: events.endsAt })
		.from(orders)
		.innerJoin(events, eq(events.event, orders.event))
		.where(eq(orders.no, no));
	if (!found) throw unknown();
	return found;
}

async function liveContact(db: Reader, id: string): Promise<ContactRow> {
	const [row] = await db.select().from(contacts).where(eq(contacts.id, id));
	if (!row || row.endedAt !== null) throw unknown();
	return row;
}

function refuseOver({ endsAt }: { endsAt: bigint }, now: Date): void {
	if (!hasEnded({ endsAt }, now)) return;
	throw new PassaError('LINK_OVER', 'The event is over: this link opens nothing any more.', { status: 410 });
}

const unknown = (): OpenLinkError =>
	new PassaError('LINK_UNKNOWN', 'This link opens nothing. Look at it again, or ask the buyer.', {
		status: 404,
	});
