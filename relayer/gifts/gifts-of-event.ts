import { and, desc, eq, isNull } from 'drizzle-orm';
import { maskContact } from '../contacts/contact.ts';
import { contacts, type NoticeState, notices } from '../models/contacts.ts';
import { type GiftState, gifts } from '../models/gifts.ts';
import { orders } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import type { RelayerSeal } from '../relayer-seal.ts';

const most = 500;

/** A gift as its organizer sees it: whom it is for, masked; empty once that is deleted. */
export type GiftView = {
	id: string;
	tier: number;
	to: string;
	state: GiftState;
	/** How the message to the guest goes; null before it is given. */
	notice: NoticeState | null;
	createdAt: string;
};

/** What an event's organizer gave to phones and addresses, newest first, at most 500. */
export async function giftsOfEvent(
	{ db, seal }: { db: Reader; seal: RelayerSeal },
	event: string,
): Promise<GiftView[]> {
	const rows = await db
		.select({ gift: gifts, sealed: contacts.sealed, notice: notices.state })
		.from(gifts)
		.leftJoin(orders, eq(orders.reference, gifts.reference))
		.leftJoin(
			contacts,
			and(eq(contacts.orderNo, orders.no), eq(contacts.key, gifts.key), isNull(contacts.endedAt)),
		)
		.leftJoin(notices, and(eq(notices.contactId, contacts.id), eq(notices.kind, 'issued')))
		.where(eq(gifts.event, event))
		.orderBy(desc(gifts.createdAt))
		.limit(most);
	return rows.map(({ gift, sealed, notice }) => {
		const kept = gift.sealed ?? sealed;
		return {
			id: gift.id,
			tier: gift.tier,
			to: kept ? maskContact({ kind: gift.kind, value: seal.open(kept) }) : '',
			state: gift.state,
			notice,
			createdAt: gift.createdAt.toISOString(),
		};
	});
}
