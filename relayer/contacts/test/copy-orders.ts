import type { ContactsFixture } from './contacts-fixture.ts';

/** 60 orders of the account, 60 that name its number and address, and 60 of wallets that name both. */
export async function copyOrders(
	fixture: Pick<ContactsFixture, 'rows'>,
	own: bigint,
	named: bigint,
	account: string,
): Promise<void> {
	const copy = (of: bigint, prefix: string, account: string | null, count: number) =>
		fixture.rows(
			`INSERT INTO relay.orders OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(o, jsonb_build_object('no', $2::bigint + i,
				'reference', $3 || i, 'account', $4::text, 'idempotency_key', $3 || i, 'chain_order', NULL, 'state', 'expired', 'holding', false, 'reserved', false))).*
			FROM relay.orders o, generate_series(1, $5::int) i WHERE o.no = $1`,
			[of, of + (prefix === 'OWN' ? 1000n : 2000n), prefix, account, count],
		);
	await fixture.rows('UPDATE relay.orders SET account = $1 WHERE no = $2', [account, own]);
	await copy(own, 'OWN', account, 59);
	await copy(named, 'NAMED', null, 59);
	await fixture.rows(
		`INSERT INTO relay.contacts SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'order_no', o.no))).*
		FROM relay.contacts c, relay.orders o WHERE c.order_no = $1 AND o.reference LIKE 'NAMED%'`,
		[named],
	);
	await fixture.rows(
		`INSERT INTO relay.contacts SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'order_no', NULL, 'chain_order', 5000 + i, 'chain_qty', 1, 'buyer_key', '\\x00'))).*
		FROM relay.contacts c, generate_series(1, 60) i WHERE c.order_no = $1`,
		[named],
	);
}
