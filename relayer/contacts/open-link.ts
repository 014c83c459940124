import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type ContactRow, contacts, links } from '../models/contacts.ts';
import { orders } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import type { Seal } from '../seal.ts';
import type { ContactTokens } from '../signer.server.ts';
import { isOver } from './is-over.ts';
import { payersContact } from './payer.ts';

export type OpenLinkError = PassaError<'LINK_UNKNOWN' | 'LINK_OVER'>;

/** Where a short link leads: to an order of ours, by a token that reads it, or to one that a wallet bought. */
export type Opened =
	| { reference: string; token: string; event: null; order: null }
	| { reference: null; token: null; event: number; order: string };

type Deps = { db: Reader; seal: Seal; contactTokens: ContactTokens };

/**
 * Opens a short link. Throws OpenLinkError: LINK_UNKNOWN for one that never was, or whose contact was replaced; LINK_OVER
 * once the event has ended, since the message may then be on somebody else's phone.
 */
export async function openLink(deps: Deps, code: string, now: Date): Promise<Opened> {
	const { db, seal } = deps;
	const [link] = await db
		.select()
		.from(links)
		.where(eq(links.key, seal.keyOf('link', code)));
	if (!link) throw unknown();
	const contact = link.contactId === null ? null : await liveContact(db, link.contactId);
	if (link.orderNo !== null) return openOrder(deps, link.orderNo, contact?.id ?? null, now);
	const [event] = await db.select().from(events).where(eq(events.event, contact!.event));
	refuseOver(event!, now);
	return { reference: null, token: null, event: event!.no, order: String(contact!.chainOrder) };
}

async function openOrder(
	{ db, contactTokens }: Deps,
	no: bigint,
	linked: string | null,
	now: Date,
): Promise<Opened> {
	const contactId = linked ?? (await payersContact(db, no));
	const [found] = await db
		.select({ reference: orders.reference, endsAt: events.endsAt })
		.from(orders)
		.innerJoin(events, eq(events.event, orders.event))
		.where(eq(orders.no, no));
	if (!found || contactId === undefined) throw unknown();
	refuseOver(found, now);
	const { reference } = found;
	return { reference, token: contactTokens(reference, contactId), event: null, order: null };
}

async function liveContact(db: Reader, id: string): Promise<ContactRow> {
	const [row] = await db.select().from(contacts).where(eq(contacts.id, id));
	if (!row || row.endedAt !== null) throw unknown();
	return row;
}

function refuseOver({ endsAt }: { endsAt: bigint }, now: Date): void {
	if (!isOver({ endsAt }, now)) return;
	throw new PassaError('LINK_OVER', 'The event is over: this link opens nothing any more.', { status: 410 });
}

const unknown = (): OpenLinkError =>
	new PassaError('LINK_UNKNOWN', 'This link opens nothing. Look at it again, or ask the buyer.', {
		status: 404,
	});
