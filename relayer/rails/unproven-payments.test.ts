import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { casesOf } from './test/assertions.ts';
import { event, minute, openRailsFixture, priceKes, priceUsdc, type RailsFixture } from './test/fixture.ts';

const test = suite('payments that Pull does not show in time');
let fixture: RailsFixture;
test.before(async () => {
	fixture = await openRailsFixture();
});
test.after(() => fixture.close());

/** Paid orders whose payment only a query corroborated. */
async function unseen(names: string[]): Promise<bigint[]> {
	const now = new Date(fixture.clock.now());
	const made = await fixture.rows(
		`INSERT INTO relay.orders (provider, reference, event, tier, qty, amount_kes, amount_usdc, state, owner, token_hash, holding, reserved,
			hold_until, version, created_at, changed_at)
		SELECT 'mpesa', name, $2, 0, 1, $3, $4, 'paid', 'G', '\\x00', false, false, $5, 1, $5, $5 FROM unnest($1::text[]) AS name RETURNING no`,
		[names, event, priceKes, priceUsdc, now],
	);
	const numbers = made.map(({ no }) => no);
	await fixture.rows(
		`INSERT INTO relay.payments (id, provider, receipt_key, amount, order_no, state, seen_at)
		SELECT gen_random_uuid(), 'mpesa', decode(md5(no::text), 'hex'), $2, no, 'applied', $3 FROM unnest($1::bigint[]) AS no`,
		[numbers, priceKes, now],
	);
	return numbers;
}
const openCases = (numbers: bigint[]) =>
	fixture.rows(
		`INSERT INTO relay.reviews (id, reason, order_no, facts, opened_at)
		SELECT gen_random_uuid(), 'LANDED_ASTRAY', no, '{}', $2 FROM unnest($1::bigint[]) AS no`,
		[numbers, new Date(fixture.clock.now())],
	);

test('a payment that was never proven opens a case, however many others have a case already', async () => {
	await openCases(await unseen(Array.from({ length: 300 }, (_, i) => `BUSY${i}`)));
	const [no] = await unseen(['ALONE']);
	await fixture.pass(11 * minute);
	assert.equal(await casesOf(fixture, no!), ['NOT_PULLED']);
});

test('a payment with another case gets its own case when that one is decided', async () => {
	const [no] = await unseen(['WAITS']);
	await openCases([no!]);
	await fixture.pass(11 * minute);
	assert.equal(await casesOf(fixture, no!), ['LANDED_ASTRAY']);
	const [{ id }] = await fixture.rows('SELECT id FROM relay.reviews WHERE order_no = $1', [no]);
	await decideAsShown(fixture, id, { decision: 'nothing', note: 'so', by: 'a test' });
	await fixture.pass(6 * minute);
	assert.equal(await casesOf(fixture, no!), ['NOT_PULLED']);
});

test.run();
