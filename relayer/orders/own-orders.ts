import type { Session } from '#shared/session.server.ts';
import type { Contact } from '../contacts/contact.ts';
import { ordersOfContacts } from '../contacts/orders-of-contacts.ts';
import { nowOf, type OrderDeps } from './order-deps.ts';
import type { OwnOrders } from './order-schemas.ts';
import { ordersOfAccount } from './orders-of-account.ts';

type Deps = Pick<OrderDeps, 'db' | 'clock' | 'seal' | 'readTokens' | 'contactTokens' | 'platform'>;

/**
 * A person's orders, newest first: those of the account, and those that name a number or address which the person has
 * proved by a code. While the platform is away, those of the account alone.
 */
export async function ownOrders(deps: Deps, session: Session): Promise<OwnOrders> {
	const [own, proved] = await Promise.all([ordersOfAccount(deps, session), provedBy(deps, session.by)]);
	const named = await ordersOfContacts(deps, proved, nowOf(deps));
	const iso = <Row extends { createdAt: Date }>(row: Row) => ({
		...row,
		createdAt: row.createdAt.toISOString(),
	});
	const others = named.orders.filter(({ reference }) => !own.some((each) => each.reference === reference));
	const items = [...own, ...others.map(iso)];
	return {
		items: items.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
		chainOrders: named.chainOrders.map(iso),
	};
}

const provedBy = ({ platform }: Deps, person: string): Promise<Contact[]> =>
	platform ? platform.contactsOf(person).catch(() => []) : Promise.resolve([]);
