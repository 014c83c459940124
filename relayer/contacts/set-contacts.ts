import { randomUUID } from 'node:crypto';
import { and, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type ContactLanguage, type ContactRow, contacts, notices } from '../models/contacts.ts';
import type { Transaction } from '../models/schema.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { Contact } from './contact.ts';
import { enqueueToContact } from './enqueue-notices.ts';
import { payerOf } from './payer.ts';

/** An order of ours that the caller has locked, or one that a wallet bought. */
export type ContactOrder = { event: string } & (
	| { orderNo: bigint; chainOrder: null; chainQty: null; buyerKey: null }
	| { orderNo: null; chainOrder: bigint; chainQty: number; buyerKey: Uint8Array }
);

/** How many contacts of a kind an order may have, one after the other: each may get a message. */
const mostOfKind = 3;

export type SetContactsError = PassaError<'CONTACT_CHANGED_OFTEN'>;

const isOfOrder = ({ event, orderNo, chainOrder }: ContactOrder): SQL =>
	orderNo === null
		? and(eq(contacts.event, event), eq(contacts.chainOrder, chainOrder))!
		: eq(contacts.orderNo, orderNo);

/**
 * Replaces an order's contacts: one that is not among the wanted ones ends, and opens nothing any more. A new one gets
 * the notice of tickets that are issued already. Throws SetContactsError; nothing has changed then.
 */
export async function setContacts(
	tx: Transaction,
	{ seal }: { seal: RelayerSeal },
	order: ContactOrder,
	wanted: { contacts: Contact[]; language: ContactLanguage; isIssued: boolean },
	now: Date,
): Promise<void> {
	const known = await tx.select().from(contacts).where(isOfOrder(order));
	const keyed = wanted.contacts.map((each) => ({ ...each, key: seal.keyOf(each.kind, each.value) }));
	const same = (row: ContactRow, key: Uint8Array): boolean => Buffer.compare(row.key, key) === 0;
	const live = known.filter((row) => row.endedAt === null);
	const fresh = keyed.filter(({ key }) => !live.some((row) => same(row, key)));
	if (fresh.some(({ kind }) => known.filter((row) => row.kind === kind).length >= mostOfKind)) throw often();
	const over = live.filter((row) => !keyed.some(({ key }) => same(row, key))).map(({ id }) => id);
	if (over.length > 0) await tx.update(contacts).set({ endedAt: now }).where(inArray(contacts.id, over));
	for (const { kind, value, key } of fresh) {
		const id = randomUUID();
		const { language } = wanted;
		const row = { id, ...order, kind, key, sealed: seal.seal(value), language, createdAt: now };
		await tx.insert(contacts).values(row);
		if (wanted.isIssued && !(await isTold(tx, order.orderNo, key)))
			await enqueueToContact(tx, { orderNo: order.orderNo, contactId: id }, now);
	}
}

/** The number that paid got a message of its own, when nobody was named. */
async function isTold(tx: Transaction, orderNo: bigint | null, key: Uint8Array): Promise<boolean> {
	const payer = orderNo === null ? null : await payerOf(tx, orderNo);
	if (orderNo === null || payer === null || Buffer.compare(payer.key, key) !== 0) return false;
	const isPayers = and(eq(notices.orderNo, orderNo), eq(notices.kind, 'issued'), isNull(notices.contactId));
	return (await tx.select({ id: notices.id }).from(notices).where(isPayers)).length > 0;
}

const often = (): SetContactsError =>
	new PassaError('CONTACT_CHANGED_OFTEN', 'This order’s contact was changed too often: it stays as it is.', {
		status: 429,
	});
