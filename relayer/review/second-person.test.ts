import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lockOrder, moveOrder } from '../orders/move-order.ts';
import { issued, post } from '../payments/journal.ts';
import { endOf } from '../rails/test/assertions.ts';
import { freshPhone, minute, phoneOf, priceUsdc, type RailsFixture } from '../rails/test/fixture.ts';
import { storiesOf } from '../rails/test/stories.ts';
import { decidersOf, supportToken } from './test/deciders.ts';

type Deciders = ReturnType<typeof decidersOf>;

const test = suite('decisions that give away more than came');
let fixture: RailsFixture;
let request: Deciders['request'];
let decide: Deciders['decide'];
let answerOf: Deciders['answerOf'];
let choiceOf: Deciders['choiceOf'];
const story = storiesOf(test, {
	begin: (opened) => {
		fixture = opened;
		({ request, decide, answerOf, choiceOf } = decidersOf(opened));
	},
});

const now = () => new Date(fixture.clock.now());
/** Somebody pays so many shillings for an order of KES 2,500, which failed before. */
async function short(shillings = 1): Promise<{ no: bigint; id: string }> {
	const { no, reference } = await fixture.order(phoneOf('cancelled'));
	await fixture.pass(minute);
	const { ledger } = fixture.simulator;
	const push = { behaviour: 'pay', shillings, reference, phone: freshPhone(), checkoutRequestId: '' };
	ledger.pay(push as Parameters<typeof ledger.pay>[0], fixture.clock.now());
	await fixture.pass(6 * minute);
	const [{ id }] = await fixture.rows(
		`SELECT r.id FROM relay.reviews r JOIN relay.payments p ON p.id = r.payment_id WHERE p.order_no = $1`,
		[no],
	);
	return { no, id };
}

story('before anybody decides, the case says what each decision costs', async () => {
	const { id } = await short();
	assert.equal(await choiceOf(id, 'ann.1'), {
		decision: 'issue',
		refusal: null,
		receivedKes: '100',
		givesKes: '250000',
		givesUsdc: priceUsdc.toString(),
		costKes: '249900',
		costUsdc: '193722480',
		step: 'proposed',
	});
	const refund = await choiceOf(id, 'ann.1', 'refund');
	assert.equal([refund.costKes, refund.step], ['0', 'decided']);
});

story('tickets for KES 1 need two persons: the same person twice is refused, in any session', async () => {
	const { no, id } = await short();
	const first = await decide(id, 'ann.1');
	assert.equal([first.status, first.body.decision, first.body.proposal.by], [202, null, 'account of ann']);
	assert.is(await endOf(fixture, no), 'failed MPESA_1032', 'nothing has happened yet');
	for (const session of ['ann.1', 'ann.2', 'ann.1'])
		assert.is(await answerOf(decide(id, session)), 'SECOND_PERSON_NEEDED');
	assert.is(await endOf(fixture, no), 'failed MPESA_1032');
	const second = await decide(id, 'ben.1');
	assert.equal(
		[second.status, second.body.decision, second.body.decidedBy],
		[200, 'issue', 'account of ben'],
	);
	assert.is(await endOf(fixture, no), 'paid');
	assert.equal(
		second.body.acts.map((each: { kind: string; person: string; costKes: string }) => [
			each.kind,
			each.person,
			each.costKes,
		]),
		[
			['proposed', 'account of ann', '249900'],
			['confirmed', 'account of ben', '249900'],
		],
	);
	assert.is(await answerOf(decide(id, 'cat.1')), 'REVIEW_DECIDED', 'a replay changes nothing');
});

story('the printed token names nobody: it is neither the first nor the second person', async () => {
	const { no, id } = await short();
	assert.is(await answerOf(decide(id, supportToken)), 'PERSON_NEEDED');
	assert.is(await answerOf(decide(id, 'ann.1')), '202');
	assert.is(await answerOf(decide(id, supportToken)), 'PERSON_NEEDED');
	assert.is(await endOf(fixture, no), 'failed MPESA_1032');
});

story('two sessions of one person at once are one person; two persons at once decide once', async () => {
	const { no, id } = await short();
	const same = await Promise.all(['ann.1', 'ann.2', 'ann.3'].map((each) => answerOf(decide(id, each))));
	assert.equal(same.sort(), ['202', 'SECOND_PERSON_NEEDED', 'SECOND_PERSON_NEEDED']);
	const both = await Promise.all(['ben.1', 'cat.1'].map((each) => answerOf(decide(id, each))));
	assert.equal(both.sort(), ['200', 'REVIEW_DECIDED']);
	assert.is(await endOf(fixture, no), 'paid');
	const other = await short();
	const first = await Promise.all(['ann.1', 'ben.1'].map((each) => answerOf(decide(other.id, each))));
	assert.equal(first.sort(), ['200', '202'], 'who comes first proposes, who comes second confirms');
});

story('a second person who decides something else confirms nothing', async () => {
	const { no, id } = await short();
	await decide(id, 'ann.1');
	assert.is(await answerOf(decide(id, 'ben.1', 'refund')), '200', 'giving back what came costs nothing');
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'failed MPESA_1032');
	assert.equal(await fixture.rows('SELECT state FROM relay.payments'), [{ state: 'refunded' }]);
});

story('below a small sum one person may, and all small sums of a day count together', async () => {
	const cases = [];
	for (const shillings of [2_440, 2_470, 2_480, 2_499]) cases.push(await short(shillings));
	const [sixty, thirty, twenty, one] = cases.map(({ id }) => id);
	assert.is(await answerOf(decide(sixty!, 'ann.1')), '200');
	assert.is(await answerOf(decide(thirty!, 'ann.2')), '200');
	assert.is((await choiceOf(twenty!, 'ann.1')).step, 'proposed');
	assert.is((await choiceOf(twenty!, 'ben.1')).step, 'decided');
	assert.is(await answerOf(decide(twenty!, 'ann.1')), '202', 'KES 110 in a day');
	assert.is(await answerOf(decide(one!, 'ann.1')), '200', 'KES 91');
	await fixture.sleep(24 * 60 * minute);
	await fixture.workAll();
	const tomorrow = await short(2_450);
	assert.is(await answerOf(decide(tomorrow.id, 'ann.1')), '200');
});

story('two small cases at once do not pass together what one person may give', async () => {
	const [a, b] = [await short(2_440), await short(2_440)];
	const answers = await Promise.all([a, b].map(({ id }, i) => answerOf(decide(id, `ann.${i}`))));
	assert.equal(answers.sort(), ['200', '202']);
});

story('a decision for another cost than was shown is refused', async () => {
	const { id } = await short();
	assert.is(await answerOf(decide(id, 'ann.1', 'issue', { costKes: '0' })), 'COST_CHANGED');
	assert.is(await answerOf(decide(id, 'ann.1', 'issue', { costKes: '249900' })), '202');
	assert.is(await answerOf(decide(id, 'ben.1', 'issue', { costKes: '249900' })), '200');
});

story(
	'a decision names its cost: without one, or as no plain number, it is refused and nothing happens',
	async () => {
		const { no, id } = await short();
		for (const costKes of [undefined, null, '', 249_900, '249900.0', '-1', ['249900'], '0x3d02c', ' 249900'])
			for (const decision of ['issue', 'refund', 'returned', 'nothing']) {
				const { status } = await decide(id, 'ann.1', decision, { costKes });
				assert.is(status, 400, `${decision} for ${JSON.stringify(costKes)}`);
			}
		assert.equal((await request(`/${id}`, 'ann.1')).body.acts, []);
		assert.is(await endOf(fixture, no), 'failed MPESA_1032');
		assert.is((await decide(id, 'ann.1', 'refund', { costKes: '0' })).status, 200, 'the control');
	},
);

story('the case says to each person what their decision would be', async () => {
	const { id } = await short();
	const stepOf = async (token: string) => {
		const { step, refusal, costKes } = await choiceOf(id, token);
		return [step, refusal, costKes];
	};
	assert.equal(await stepOf('ann.1'), ['proposed', null, '249900']);
	assert.equal(await stepOf(supportToken), [null, 'PERSON_NEEDED', '249900']);
	await decide(id, 'ann.1');
	assert.equal(await stepOf('ann.2'), [null, 'SECOND_PERSON_NEEDED', '249900']);
	assert.equal(await stepOf('ben.1'), ['confirmed', null, '249900']);
	assert.is((await choiceOf(id, 'ann.1', 'refund')).step, 'decided');
});

story('a proposal that cost less does not confirm the same decision at a higher cost', async () => {
	const { id } = await short();
	assert.is(await answerOf(decide(id, 'ann.1')), '202');
	await fixture.rows(`UPDATE relay.reviews SET proposal = jsonb_set(proposal, '{cost}', '"249899"')`);
	assert.is(await answerOf(decide(id, 'ben.1')), '202', 'proposed again');
	assert.is(await answerOf(decide(id, 'ann.1')), '200', 'at this cost by both');
});

story('the journal shows what was given away, and audit rows cannot be changed', async () => {
	const { no, id } = await short();
	await decide(id, 'ann.1');
	await decide(id, 'ben.1');
	await fixture.db.transaction(async (tx) => {
		const order = await moveOrder(tx, await lockOrder(tx, no), 'issuing', now());
		const [{ id: subject, amount }] = await fixture.rows('SELECT id, amount FROM relay.payments');
		const lines = issued(BigInt(amount), order.amountUsdc, order.amountKes);
		await post(tx, { kind: 'issued', subject, orderNo: no, at: now() }, lines);
		await moveOrder(tx, order, 'issued', now(), { chainOrder: no, txHash: 'hash', ledger: 2 });
	});
	const lines = await fixture.rows(
		`SELECT account, currency, sum(amount)::text AS sum FROM relay.journal_lines GROUP BY 1, 2 ORDER BY 1, 2`,
	);
	assert.equal(
		lines.map(({ account, currency, sum }) => `${account} ${currency} ${sum}`),
		[
			'buyers KES 0',
			'exchange KES -250000',
			`exchange USDC ${priceUsdc}`,
			'losses KES 249900',
			'mpesa KES 100',
			`treasury USDC -${priceUsdc}`,
		],
	);
	for (const change of [`UPDATE relay.review_acts SET person = 'x'`, 'DELETE FROM relay.review_acts']) {
		const refused = await fixture.db.execute(change).then(String, (error) => String(error.cause ?? error));
		assert.match(refused, 'written once');
	}
});

story('the control: what came in full is issued by one person', async () => {
	const { no } = await fixture.order(phoneOf('torn-unlisted'));
	await fixture.pass(20 * minute);
	// Pull lists the payment an hour later, and is read whole every six hours.
	await fixture.sleep(7 * 60 * minute);
	await fixture.workAll();
	const [{ id }] = await fixture.rows('SELECT id FROM relay.reviews WHERE order_no = $1', [no]);
	assert.is(await answerOf(decide(id, supportToken)), '200');
	assert.is(await endOf(fixture, no), 'paid');
});

test.run();
