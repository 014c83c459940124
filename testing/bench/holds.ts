import { announce, type Fixture, openFixture, order } from '#relayer/test/fixture.ts';
import { startOwnPostgres } from '#testing/postgres/test-postgres.ts';
import { codeOf } from '../fixtures/chain-fixture.ts';
import { report, seconds } from './figure.ts';

/** One hot tier, more callers than seats, real Postgres: how fast seats are held, and that none is held twice. */
const clients = 50;
const seats = 2000;
const asked = 2400;

const fixture = await openFixture('instant', undefined, startOwnPostgres);
const { chainFixture } = fixture;
const tier = chainFixture.tier({
	price: 1_000_000n,
	face: { currency: 0, amount: 1_300n },
	capacity: seats,
	fiat_quota: seats,
});
const event = await announce(fixture, chainFixture.terms({ tiers: [tier] }));

const answers: string[] = [];
let soldOutAfter = 0;
const begun = performance.now();
await crowd(asked, async () => {
	const answer = await codeOf(order(fixture, event));
	answers.push(answer);
	if (answer === 'TIER_SOLD_OUT') soldOutAfter ||= seconds(begun);
});
const held = answers.filter((a) => a === 'none').length;
const refused = answers.filter((a) => a === 'TIER_SOLD_OUT').length;
const [counted] = await fixture.rows(
	`SELECT held, (SELECT sum(qty)::int FROM relay.orders WHERE holding) AS in_orders FROM relay.tiers WHERE event = $1`,
	[event],
);
if (held !== seats || refused !== asked - seats || counted.held !== seats || counted.in_orders !== seats)
	throw new Error(`oversold or lost: ${JSON.stringify({ held, refused, counted })}`);

const bare = await bareUpdates(fixture);
const oversold = await withoutTheLock(fixture);
if (oversold <= 0) throw new Error('the negative control shows no race: this bench proves nothing');
report([
	{
		name: `holds on one tier, ${clients} callers at once`,
		value: seats / soldOutAfter,
		unit: 'a second',
		goal: '≥ 200',
		reference: { name: 'bare updates of one row a second', value: bare },
	},
	{
		name: `seats held beyond ${seats}, of ${asked} asked for`,
		value: counted.held - seats,
		unit: '',
		goal: '≤ 0',
	},
	{ name: 'the same without the row lock: seats beyond 200, of 400 asked for', value: oversold, unit: '' },
]);
await fixture.close();
process.exit();

async function crowd(times: number, work: () => Promise<unknown>): Promise<void> {
	let left = times;
	const client = async () => {
		while (left-- > 0) await work();
	};
	await Promise.all(Array.from({ length: clients }, client));
}

/** Bare updates of one row in Postgres on this disk: the most that a hot row allows. */
async function bareUpdates({ rows, postgres }: Fixture): Promise<number> {
	await rows('CREATE TABLE relay.bench_row AS SELECT 0 AS n');
	await rows('GRANT ALL ON relay.bench_row TO relayer');
	const times = 1000;
	const from = performance.now();
	await crowd(times, () => postgres.pool.query('UPDATE relay.bench_row SET n = n + 1'));
	return times / seconds(from);
}

/** Reads how many seats are left, then takes one, without a lock. */
async function withoutTheLock({ rows, postgres: { pool } }: Fixture): Promise<number> {
	await rows('CREATE TABLE relay.bench_tier AS SELECT 200 AS allocated, 0 AS held');
	await rows('GRANT ALL ON relay.bench_tier TO relayer');
	let sold = 0;
	await crowd(400, async () => {
		const { rows: found } = await pool.query('SELECT allocated - held AS left, held FROM relay.bench_tier');
		if (found[0].left < 1) return;
		await pool.query('UPDATE relay.bench_tier SET held = $1', [found[0].held + 1]);
		sold++;
	});
	return sold - 200;
}
