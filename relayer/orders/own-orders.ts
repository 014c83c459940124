import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import type { Contact } from '../contacts/contact.ts';
import { type ChainPlace, ordersOfContacts } from '../contacts/orders-of-contacts.ts';
import type { OrderDeps } from './order-deps.ts';
import type { OwnOrders } from './order-schemas.ts';
import { ordersOfAccount } from './orders-of-account.ts';

type Deps = Pick<OrderDeps, 'db' | 'clock' | 'seal' | 'readTokens' | 'contactTokens' | 'platform'>;

/** How many orders of each kind a page has. */
const pageSize = 50;

export type OwnOrdersError = PassaError<'CURSOR_INVALID'>;

/**
 * Where the page before ended in each list: `orders` before this order's number, `chain` before this order on chain.
 * Unset: from the newest. Null: the list is over.
 */
type Place = { orders?: bigint | null; chain?: ChainPlace | null };

/**
 * A page of a person's orders, newest first: those of the account, and those that name a number or address which the
 * person has proved by a code. While the platform is away, those of the account alone. Throws OwnOrdersError.
 */
export async function ownOrders(deps: Deps, session: Session, cursor?: string): Promise<OwnOrders> {
	const place = cursor === undefined ? {} : readPlace(cursor);
	const page = { size: pageSize + 1, before: place.orders, chainBefore: place.chain };
	const [own, proved] = await Promise.all([ordersOfAccount(deps, session, page), provedBy(deps, session.by)]);
	const named = await ordersOfContacts(deps, proved, nowOf(deps), page);
	const others = named.orders.filter(({ no }) => !own.some((each) => each.no === no));
	const orders = [...own, ...others].toSorted((a, b) => (a.no < b.no ? 1 : -1));
	const [shown, chain] = [orders.slice(0, pageSize), named.chainOrders.slice(0, pageSize)];
	return {
		items: shown.map(({ reference, token, createdAt }) => ({ reference, token, createdAt: iso(createdAt) })),
		chainOrders: chain.map(({ event, order, createdAt }) => ({ event, order, createdAt: iso(createdAt) })),
		next: cursorOf({
			orders: orders.length > pageSize ? shown.at(-1)!.no : null,
			chain: named.chainOrders.length > pageSize ? chain.at(-1)! : null,
		}),
	};
}

const iso = (time: Date): string => time.toISOString();

const provedBy = ({ platform }: Deps, person: string): Promise<Contact[]> =>
	platform ? platform.contactsOf(person).catch(() => []) : Promise.resolve([]);

const over = '-';

function cursorOf({ orders, chain }: { orders: bigint | null; chain: ChainPlace | null }): string | null {
	if (orders === null && chain === null) return null;
	return `${orders ?? over}.${chain ? `${chain.event}_${chain.order}` : over}`;
}

function readPlace(cursor: string): Place {
	const parts = /^(?:(\d{1,18})|-)\.(?:(\d{1,9})_(\d{1,18})|-)$/.exec(cursor);
	if (!parts) throw new PassaError('CURSOR_INVALID', 'That is not a cursor of this list.');
	const [, no, event, order] = parts;
	return {
		orders: no === undefined ? null : BigInt(no),
		chain: event === undefined || order === undefined ? null : { event: Number(event), order },
	};
}
