import { randomUUID } from 'node:crypto';
import { drain } from '#shared/service/worker.server.ts';
import { ownSession } from '#shared/session.server.ts';
import type { TestPostgres } from '#testing/postgres/test-postgres.ts';
import type { OrderRow } from '../../models/orders.ts';
import { createOrder } from '../../orders/create-order.ts';
import { ownOrders } from '../../orders/own-orders.ts';
import { event, minute, openRailsFixture, type RailsFixture } from '../../rails/test/fixture.ts';
import { linkCodesOf } from '../../signer.server.ts';
import { owner } from '../../test/askers.ts';
import { type FakePlatform, fakePlatform } from '../../test/fake-platform.ts';
import { enqueueNotices } from '../enqueue-notices.ts';
import { type NoticeKillPoint, passNotices } from '../pass-notices.ts';
import type { Places } from '../place-of-event.ts';

export const linkCodes = linkCodesOf('f'.repeat(64));

export type ContactsFixture = RailsFixture & { platform: FakePlatform };

/** A relayer without a chain, and a platform that a test makes misbehave. */
export async function openContactsFixture(cluster: TestPostgres): Promise<ContactsFixture> {
	const rails = await openRailsFixture({ cluster });
	const platform = fakePlatform();
	return Object.assign(rails, { platform, orders: { ...rails.orders, platform } });
}

type Wanted = { phone: string; contact?: { phone?: string; email?: string }; language?: 'en' | 'sw' };

export const orderWith = async (fixture: ContactsFixture, wanted: Wanted): Promise<OrderRow> => {
	const about = { event, provider: 'mpesa' as const, tier: 0, qty: 2, idempotencyKey: randomUUID() };
	return (await createOrder(fixture.orders, { ...about, ...wanted }, owner)).order;
};

/** Its tickets, as settlement leaves them. */
export const issue = async (fixture: ContactsFixture, ...numbers: bigint[]): Promise<void> => {
	await fixture.rows(
		`UPDATE relay.orders SET state = 'issued', chain_order = no, tx_hash = 'tx', ledger = 1 WHERE no = ANY ($1)`,
		[numbers],
	);
	await fixture.db.transaction((tx) =>
		enqueueNotices(tx, { kind: 'issued', orders: numbers, subject: '' }, new Date(fixture.clock.now())),
	);
};

/** An order whose tickets are there. */
export async function bought(fixture: ContactsFixture, wanted: Wanted): Promise<OrderRow> {
	const order = await orderWith(fixture, wanted);
	await fixture.pass(minute);
	await issue(fixture, order.no);
	return order;
}

export const notices = (
	fixture: ContactsFixture,
	between?: (step: NoticeKillPoint) => void | Promise<void>,
) => passNotices({ ...fixture, linkCodes, platform: fixture.platform, between });

export const passAll = (fixture: ContactsFixture, places: Places | null = null) =>
	drain(passNotices({ ...fixture, linkCodes, platform: fixture.platform, places }));

/** The orders that a person sees who has proved this number or address, and nothing else. */
export async function openedBy(fixture: ContactsFixture, value: string, person = randomUUID()) {
	const kind = value.includes('@') ? ('email' as const) : ('phone' as const);
	fixture.platform.proved.set(person, [{ kind, value }]);
	return (await ownOrders(fixture.orders, ownSession(person, ['fan']))).items;
}

export const references = async (fixture: ContactsFixture, value: string): Promise<string[]> =>
	(await openedBy(fixture, value)).map(({ reference }) => reference);

/** The event ends a second before now. */
export const endEvent = (fixture: ContactsFixture) =>
	fixture.rows('UPDATE relay.events SET ends_at = $1', [Math.floor(fixture.clock.now() / 1000) - 1]);
