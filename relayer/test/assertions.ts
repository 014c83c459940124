import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { assertEventBooks } from './books-of-events.ts';
import type { Fixture } from './fixture.ts';

/**
 * Asserts that chain and database agree about the money. The contract has the seats and the USDC of the issued orders,
 * no more and no less. Held seats and reserved USDC are those of the orders that hold them. `wallets`: stroops that
 * wallets paid beside.
 */
export async function assertMoneyBalances(fixture: Fixture, events: string[], wallets = 0n): Promise<void> {
	for (const event of events) {
		const { counters, terms } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
		const issued = await fixture.rows(
			`SELECT count(*)::int AS n, count(DISTINCT chain_order)::int AS ids, coalesce(sum(amount_usdc), 0)::text AS usdc,
			coalesce(sum(qty), 0)::int AS seats FROM relay.orders WHERE event = $1 AND state = 'issued'`,
			[event],
		);
		assert.is(issued[0].ids, issued[0].n, 'each order has an id of its own');
		assert.is(
			BigInt(issued[0].usdc),
			counters.gross - wallets,
			'the contract has what the issued orders cost',
		);
		const fiatSold = counters.tiers.reduce((n, tier) => n + tier.fiatSold, 0);
		const [back] = await fixture.rows(
			`SELECT coalesce(sum(bit_count(mask::bit(20))), 0)::int AS seats FROM relay.ticket_refunds
			WHERE event = $1 AND voided_at IS NOT NULL`,
			[event],
		);
		assert.is(
			issued[0].seats - back.seats,
			fiatSold,
			'the contract has sold their seats, but those given back',
		);
		for (const i of terms.tiers.keys()) {
			const [tier] = await fixture.rows(
				`SELECT t.sold, t.held, (SELECT coalesce(sum(qty), 0)::int FROM relay.orders o
				WHERE o.event = t.event AND o.tier = t.tier AND o.holding) AS holding,
				t.unpaid, (SELECT coalesce(sum(qty), 0)::int FROM relay.orders o
				WHERE o.event = t.event AND o.tier = t.tier AND o.holding AND o.state = 'pending') AS pending
				FROM relay.tiers t WHERE t.event = $1 AND t.tier = $2`,
				[event, i],
			);
			assert.is(tier.sold, counters.tiers[i]!.fiatSold, 'seats sold');
			assert.is(tier.held, tier.holding, 'seats held');
			assert.is(tier.unpaid, tier.pending, 'seats unpaid');
		}
	}
	const [promised] = await fixture.rows(
		`SELECT reserved::text, ((SELECT coalesce(sum(amount_usdc), 0) FROM relay.orders WHERE reserved)
		+ (SELECT coalesce(sum(paid_usdc), 0) FROM relay.resold_refunds WHERE reserved))::text AS sum FROM relay.treasury`,
	);
	assert.is(promised.reserved, promised.sum, 'USDC promised');
}

/** That the books balance, and hold one entry for each thing that happened. */
export async function assertBooksBalance(fixture: Fixture): Promise<void> {
	const sums = await fixture.rows(
		'SELECT currency, sum(amount)::text AS sum FROM relay.journal_lines GROUP BY currency',
	);
	for (const { sum } of sums) assert.is(sum, '0');
	const [treasury] = await fixture.rows(
		`SELECT coalesce(sum(amount), 0)::text AS out, ((SELECT coalesce(-sum(amount_usdc), 0) FROM relay.orders WHERE state = 'issued')
		+ (SELECT coalesce(sum(paid_usdc), 0) FROM relay.ticket_refunds)
		+ (SELECT coalesce(sum(paid_usdc), 0) FROM relay.resold_refunds WHERE state <> 'paid'))::text AS usdc
		FROM relay.journal_lines WHERE account IN ('treasury', 'events')`,
	);
	assert.is(
		treasury.out,
		treasury.usdc,
		'the treasury has paid what was issued, and got what was given back',
	);
	const [wallets] = await fixture.rows(
		`SELECT (SELECT coalesce(-sum(amount), 0)::text FROM relay.journal_lines WHERE account = 'wallets') AS books,
		(SELECT coalesce(sum(paid_usdc), 0)::text FROM relay.resold_refunds WHERE state <> 'paid') AS owed`,
	);
	assert.is(wallets.books, wallets.owed, 'wallets are owed what came for their tickets, until they have it');
	const [owed] = await fixture.rows(
		`SELECT (SELECT coalesce(-sum(amount), 0)::text FROM relay.journal_lines WHERE account = 'buyers') AS books,
		(SELECT coalesce(sum(p.amount), 0) FROM relay.payments p LEFT JOIN relay.orders o ON o.no = p.order_no
			WHERE p.state IN ('refund_due', 'review') OR (p.state = 'applied' AND o.state <> 'issued'))
		+ (SELECT coalesce(sum(amount_kes), 0) FROM relay.ticket_refunds t WHERE t.voided_at IS NOT NULL AND t.ended_at IS NULL
			AND NOT (t.kind = 'reversal')) AS owed`,
	);
	assert.is(
		owed.books,
		String(owed.owed),
		'buyers are owed the money of orders without tickets, and of tickets given back',
	);
	const [issued] = await fixture.rows(
		`SELECT (SELECT count(*)::int FROM relay.journal_entries WHERE kind = 'issued') AS entries,
		(SELECT count(*)::int FROM relay.orders WHERE state = 'issued') AS orders`,
	);
	assert.is(issued.entries, issued.orders);
	const events = await fixture.rows('SELECT DISTINCT event FROM relay.orders');
	await assertEventBooks(
		fixture.db,
		events.map(({ event }) => event),
	);
}
