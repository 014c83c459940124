import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { minute, phoneOf, type RailsFixture } from '../rails/test/fixture.ts';
import { storiesOf } from '../rails/test/stories.ts';
import type { EvidenceView } from './case-schemas.ts';
import { openForPerson } from './open-for-person.ts';
import { readCase } from './read-case.ts';

const test = suite('evidence that repeats');
let fixture: RailsFixture;
const story = storiesOf(test, {
	begin: (opened) => {
		fixture = opened;
	},
});

async function evidenceOf(reference: string): Promise<EvidenceView['observations']> {
	const { id } = await openForPerson(fixture, { reference, note: 'the buyer called', by: 'ann' });
	return (await readCase(fixture, id, 'ann')).observations;
}

story('the same answer to our own questions is shown once, with how often and when it came', async () => {
	const { no, reference } = await fixture.order(phoneOf('html-query'));
	await fixture.pass(6 * minute);
	const rows = await fixture.rows(
		`SELECT at FROM relay.observations WHERE order_no = $1 AND kind = 'query' ORDER BY at`,
		[no],
	);
	assert.ok(rows.length > 1, 'the control: each answer is recorded');
	const shown = (await evidenceOf(reference)).filter(({ kind }) => kind === 'query');
	assert.ok(shown.length < rows.length);
	assert.is(
		shown.reduce((sum, { times }) => sum + times, 0),
		rows.length,
	);
	assert.is(shown.at(-1)!.lastAt, new Date(rows.at(-1).at).toISOString());
});

story('answers that differ, if only by the provider’s own request number, are shown each', async () => {
	const { no, reference } = await fixture.order(phoneOf('pending-500'));
	await fixture.pass(6 * minute);
	await fixture.rows(
		`INSERT INTO relay.observations (kind, provider, push_id, order_no, code, amount, at, sealed)
		SELECT kind, provider, push_id, order_no, code, amount, at + interval '1 hour', sealed
		FROM relay.observations WHERE order_no = $1 AND kind = 'query' AND code = 'PENDING' LIMIT 1`,
		[no],
	);
	const codes = (await evidenceOf(reference))
		.filter(({ kind }) => kind === 'query')
		.map(({ code, times }) => `${code} ${times}`);
	assert.equal(codes, ['PENDING 1', 'PENDING 1', '0 1', 'PENDING 1']);
});

test.run();
