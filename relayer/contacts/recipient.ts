import { eq } from 'drizzle-orm';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { type ContactRow, contacts, isNews, type NoticeKind, type NoticeRow } from '../models/contacts.ts';
import { emergencies } from '../models/emergencies.ts';
import { type HandoverRow, handovers } from '../models/handovers.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import { events } from '../models/tiers.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { LinkCodes } from '../signer.server.ts';
import { payerOf, payersContact } from './payer.ts';
import type { NoticeContent } from './platform-gateway.ts';

/** `by` paid for this message by buying, `to` gets it: HMACs by which messages are counted. `event` is the contract. */
export type Recipient = {
	content: NoticeContent;
	by: Uint8Array;
	to: Uint8Array;
	event: string;
	/** Whose link the message has, if it is a handover's. */
	handoverId: string | null;
};

/** A message has room for less, and a contract's name may be of any length. */
const mostOfName = 200;

/** Notices that name a sum. */
const ofMoney: NoticeKind[] = ['refunded', 'sold', 'sale_paid'];

/** Why nobody gets a notice. */
export type NobodyReason = 'CONTACT_REPLACED' | 'NO_NUMBER_PAID' | 'ORDER_GONE' | 'HANDOVER_OVER';

type Deps = { db: Reader; seal: RelayerSeal; linkCodes: LinkCodes };

/** Who gets a notice and what it says, from the rows of this moment. */
export async function recipientOf(
	{ db, seal, linkCodes }: Deps,
	notice: NoticeRow,
): Promise<Recipient | NobodyReason> {
	const order = notice.orderNo === null ? null : await orderOf(db, notice.orderNo);
	const about = order && (await handoverOf(db, notice));
	if (order && about) return receiverOf({ db, seal, linkCodes }, notice, order, about);
	if (isToReceiver(notice)) return 'HANDOVER_OVER';
	const contact = notice.contactId === null ? null : await contactOf(db, notice.contactId);
	if (notice.contactId !== null && (contact === null || contact.endedAt !== null)) return 'CONTACT_REPLACED';
	if (order === null)
		return contact?.chainQty ? byWallet({ db, seal, linkCodes }, notice, contact) : 'ORDER_GONE';
	const payer = await payerOf(db, order.no);
	const known = contact ?? (payer?.sealed ? payerAsContact(order, payer.sealed, payer.key) : null);
	if (known === null) return 'NO_NUMBER_PAID';
	if (contact === null && (await payersContact(db, order.no)) === undefined) return 'CONTACT_REPLACED';
	const back = ofMoney.includes(notice.kind) ? await givenBack(db, notice.subject) : null;
	const content = {
		...sharedOf(seal, known),
		about: aboutOf(notice, order),
		eventName: await nameOf(db, order.event),
		qty: back?.qty ?? (await ticketsOf(db, order)),
		amountKes: back?.amountKes ?? null,
		reference: order.reference,
		...newTimeOf(notice),
		...(await textOf(db, notice)),
		...(order.provider === 'gift' ? { gift: true } : {}),
		code: linkCodes(subjectOf(notice)),
		expiresAt: notice.expiresAt.toISOString(),
	};
	const by = payer?.key ?? giverOf(order) ?? known.key;
	return { content, by, to: known.key, event: order.event, handoverId: null };
}

/** A gift cost its guest nothing, so no money comes back when its event is cancelled. */
const aboutOf = ({ kind }: NoticeRow, { provider }: OrderRow): NoticeContent['about'] =>
	provider === 'gift' && kind === 'cancelled' ? 'given_cancelled' : kind;

/** Whether it is for whom a ticket was sent to; else for who sent it. */
const isToReceiver = ({ kind }: Pick<NoticeRow, 'kind'>): boolean =>
	kind === 'handover_offered' || kind.startsWith('given_');

/** When a postponed event starts, as its news said. */
function newTimeOf({ kind, subject }: NoticeRow): { startsAt?: string } {
	const seconds = kind === 'postponed' ? Number(subject.split(' ')[1]) : Number.NaN;
	return Number.isSafeInteger(seconds) ? { startsAt: new Date(seconds * 1000).toISOString() } : {};
}

/** A gift was counted by its giver when it was given; to its guest it is somebody else's message. */
const giverOf = ({ provider, tokenHash }: OrderRow): Uint8Array | null =>
	provider === 'gift' ? tokenHash : null;

/** What an event's team wrote; its act's id ends the subject. */
async function textOf(db: Reader, { kind, subject }: NoticeRow): Promise<{ text?: string }> {
	if (kind !== 'message' && kind !== 'given_message') return {};
	const [row] = await db
		.select({ content: emergencies.content })
		.from(emergencies)
		.where(eq(emergencies.id, subject.split(' ').at(-1)!));
	return { text: row?.content.text ?? '' };
}

type Known = Pick<ContactRow, 'kind' | 'key' | 'sealed' | 'language'>;

const payerAsContact = ({ language }: OrderRow, sealed: Uint8Array, key: Uint8Array): Known => ({
	kind: 'phone',
	key,
	sealed,
	language,
});

const sharedOf = (seal: RelayerSeal, { kind, sealed, language }: Known) => ({
	kind,
	value: seal.open(sealed),
	language,
});

/** What a link's code derives from: who it is sent to, for which order. */
const subjectOf = ({ contactId, orderNo }: Pick<NoticeRow, 'contactId' | 'orderNo'>): string =>
	contactId ?? `payer ${orderNo}`;

async function byWallet(
	{ db, seal, linkCodes }: Deps,
	notice: NoticeRow,
	contact: ContactRow,
): Promise<Recipient> {
	const content = {
		...sharedOf(seal, contact),
		about: notice.kind,
		eventName: await nameOf(db, contact.event),
		qty: contact.chainQty!,
		amountKes: null,
		reference: null,
		...newTimeOf(notice),
		...(await textOf(db, notice)),
		code: linkCodes(subjectOf(notice)),
		expiresAt: notice.expiresAt.toISOString(),
	};
	return { content, by: contact.buyerKey!, to: contact.key, event: contact.event, handoverId: null };
}

/** The handover whose receiver gets the message: the one that is offered or has news, or the one by which its sender has the ticket. */
async function handoverOf(db: Reader, { kind, subject }: NoticeRow): Promise<HandoverRow | null> {
	if (!kind.startsWith('handover_') && !isToReceiver({ kind })) return null;
	const read = async (id: string) =>
		(await db.select().from(handovers).where(eq(handovers.id, id)))[0] ?? null;
	// News has its own number behind the handover's id.
	const row = await read(subject.split(' ')[0]!);
	if (isToReceiver({ kind })) return row;
	return row?.follows ? read(row.follows) : null;
}

/** Whom a ticket is sent to. Nothing names its buyer or the buyer's order. */
async function receiverOf(
	{ db, seal, linkCodes }: Deps,
	notice: NoticeRow,
	order: OrderRow,
	row: HandoverRow,
): Promise<Recipient | NobodyReason> {
	const { kind: about, expiresAt } = notice;
	if (!row.sealed || (about === 'handover_offered' && row.state !== 'offered')) return 'HANDOVER_OVER';
	// The refund of a cancelled event takes an offer back, and who was offered the ticket gets the reason.
	if (isNews(about) && ['passed_on', 'returned', 'expired'].includes(row.state)) return 'HANDOVER_OVER';
	const content = {
		...sharedOf(seal, { ...row, sealed: row.sealed }),
		about,
		eventName: await nameOf(db, order.event),
		qty: 1,
		amountKes: null,
		reference: null,
		...(await textOf(db, notice)),
		code: linkCodes(`handover ${row.id}`),
		expiresAt: expiresAt.toISOString(),
	};
	return { content, by: await senderOf(db, row), to: row.key, event: order.event, handoverId: row.id };
}

/** Who causes the message: the payer, or the person who sent the ticket on. */
async function senderOf(db: Reader, { orderNo, follows, tokenHash }: HandoverRow): Promise<Uint8Array> {
	if (follows !== null) {
		const [before] = await db.select({ key: handovers.key }).from(handovers).where(eq(handovers.id, follows));
		if (before) return before.key;
	}
	return (await payerOf(db, orderNo))?.key ?? tokenHash;
}

async function orderOf(db: Reader, no: bigint): Promise<OrderRow | null> {
	const [row] = await db.select().from(orders).where(eq(orders.no, no));
	return row ?? null;
}

async function contactOf(db: Reader, id: string): Promise<ContactRow | null> {
	const [row] = await db.select().from(contacts).where(eq(contacts.id, id));
	return row ?? null;
}

async function nameOf(db: Reader, event: string): Promise<string> {
	const [row] = await db.select({ name: events.name }).from(events).where(eq(events.event, event));
	return (row?.name ?? '').slice(0, mostOfName).toWellFormed();
}

/** What went back: a payment, or what tickets of it cost. */
async function givenBack(db: Reader, id: string): Promise<{ amountKes: string | null; qty: number | null }> {
	const [tickets] = await db
		.select({ amount: ticketRefunds.amountKes, mask: ticketRefunds.mask })
		.from(ticketRefunds)
		.where(eq(ticketRefunds.id, id));
	if (tickets)
		return {
			amountKes: tickets.amount.toString(),
			qty: indexesOf(tickets.mask).length,
		};
	const [row] = await db
		.select({ amount: payments.amount, whole: payments.whole, qty: orders.qty })
		.from(payments)
		.leftJoin(orders, eq(orders.no, payments.orderNo))
		.where(eq(payments.id, id));
	return { amountKes: row?.amount.toString() ?? null, qty: row?.whole == null ? null : row.qty };
}

/** How many tickets an order has, or has paid for; of a cart's first order all that its orders have. */
async function ticketsOf(db: Reader, { no, cart, qty }: OrderRow): Promise<number> {
	if (cart !== no) return qty;
	const all = await db
		.select({ qty: orders.qty, state: orders.state })
		.from(orders)
		.where(eq(orders.cart, no));
	const served = all.filter(({ state }) => state === 'issued' || state === 'issuing' || state === 'paid');
	return (served.length > 0 ? served : all).reduce((sum, each) => sum + each.qty, 0);
}
