import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ticketId } from '#shared/chain/state/ids.ts';
import { openPostgres, type Postgres } from '#shared/service/postgres.server.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { checkIns } from '../../models/check-ins.ts';
import { gateEntries, gateScans } from '../../models/entries.ts';
import { gateEvents, gates, gateTickets } from '../../models/gates.ts';
import { compareEntries } from '../compare-entries.ts';
import { entryList } from '../entry-list.ts';
import { venueView } from '../venue-view.ts';

const test = suite('entries compared with the chain, and what the live page counts');
let cluster: TestPostgres;
let postgres: Postgres<Record<string, never>>;

test.before(async () => {
	cluster = await startTestPostgres();
	postgres = openPostgres((await cluster.database()).urls('relayer').run, {});
});
test.after(async () => {
	await postgres.close();
	await cluster.stop();
});

const now = new Date('2026-11-01T19:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const due = ago(15);
const gate = randomUUID();

/**
 * What happened to one ticket. `scans`: of successful scans, oldest first; `undone`: the last one was taken back. `age`:
 * minutes since its entry was recorded; `call`: what its call to the chain waits for.
 */
type Story = {
	scans: ('in' | 'out')[];
	undone: boolean;
	entry: boolean;
	age: number;
	used: boolean;
	refunded: boolean;
	call: 'none' | 'due' | 'NOT_GATE' | 'RPC_ERROR' | 'refused';
};

const story: fc.Arbitrary<Story> = fc.record({
	scans: fc.array(fc.constantFrom('in' as const, 'out' as const), { maxLength: 4 }),
	undone: fc.boolean(),
	entry: fc.boolean(),
	age: fc.integer({ min: 0, max: 40 }),
	used: fc.boolean(),
	refunded: fc.boolean(),
	call: fc.constantFrom('none', 'due', 'NOT_GATE', 'RPC_ERROR', 'refused'),
});

/** Keeps stories as rows, ticket after ticket. */
async function keep(event: string, stories: Story[]): Promise<void> {
	const { db } = postgres;
	await db.insert(gateEvents).values({ event });
	for (const [at, each] of stories.entries()) {
		const place = { event, chainOrder: BigInt(at + 1), index: at % 3 };
		const checkIn = each.entry && each.call !== 'none' ? randomUUID() : null;
		if (checkIn)
			await db.insert(checkIns).values({
				...{ id: checkIn, event, orders: [], createdAt: ago(each.age) },
				state: each.call === 'refused' ? 'refused' : 'due',
				waitsFor: each.call === 'due' || each.call === 'refused' ? null : each.call,
			});
		const scans = each.scans.map((direction, i) => ({
			...{ ...place, nonce: randomUUID(), gate, direction, decidedBy: 'service' as const },
			answer: { success: true, timestamp: now.toISOString() },
			...{ scannedAt: ago(40 - i), recordedAt: ago(40 - i) },
			undoneAt: each.undone && i === each.scans.length - 1 ? now : null,
		}));
		if (scans.length > 0) await db.insert(gateScans).values(scans);
		const recorded = { recordedAt: ago(each.age), enteredAt: ago(each.age) };
		const nonce = scans[0]?.nonce ?? randomUUID();
		if (each.entry) {
			await db.insert(gateEntries).values({ ...place, ...recorded, nonce, gate, inside: true, checkIn });
		}
		await db.insert(gateTickets).values({
			...{ ...place, tier: at % 2, owner: 'G', custodial: false, readLedger: 1 },
			...{ used: each.used, refunded: each.refunded },
		});
	}
}

/** The same by reading each story. */
function expected(stories: Story[]) {
	const ids = (meets: (each: Story) => boolean) =>
		stories.flatMap((each, at) => (meets(each) ? [ticketId(BigInt(at + 1), at % 3).toString()] : []));
	const missing = (each: Story) =>
		each.entry && each.age >= 15 && !each.used && !each.refunded && each.call !== 'refused';
	const counted = ({ scans, undone }: Story) => (undone ? scans.slice(0, -1) : scans);
	return {
		late: ids((each) => missing(each) && each.call !== 'NOT_GATE').toSorted(),
		held: ids((each) => missing(each) && each.call === 'NOT_GATE').length,
		unscanned: ids((each) => each.used && !each.entry),
		givenBack: ids((each) => each.entry && each.refunded),
		twice: ids((each) => counted(each).some((way, i, all) => way === 'in' && all[i - 1] === 'in')),
	};
}

test('any journal and any chain: each difference is found, and nothing else', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(story, { maxLength: 9 }), async (stories) => {
			const event = randomUUID();
			await keep(event, stories);
			const { samples, held, ...counts } = await compareEntries(postgres.db, event, due);
			const wanted = expected(stories);
			assert.equal({ ...samples, late: samples.late.toSorted(), held }, wanted);
			assert.equal(
				[counts.late, counts.unscanned, counts.twice, counts.givenBack],
				[wanted.late.length, wanted.unscanned.length, wanted.twice.length, wanted.givenBack.length],
			);
		}),
		{ numRuns: 60 },
	);
});

const usual: Story = {
	...{ scans: ['in'], undone: false, entry: true, age: 30 },
	...{ used: true, refunded: false, call: 'due' },
};

test('an evening without faults is green; each single fault in it turns it red', async () => {
	const faults: [Partial<Story>, 'late' | 'unscanned' | 'twice' | 'givenBack'][] = [
		[{ used: false }, 'late'],
		[{ entry: false, scans: [] }, 'unscanned'],
		[{ scans: ['in', 'in'] }, 'twice'],
		[{ used: false, refunded: true }, 'givenBack'],
	];
	const green = randomUUID();
	const evening = [
		usual,
		{ ...usual, scans: ['in', 'out', 'in'] as Story['scans'] },
		{ ...usual, age: 5, used: false },
	];
	await keep(green, evening);
	const { late, unscanned, twice, givenBack } = await compareEntries(postgres.db, green, due);
	assert.equal([late, unscanned, twice, givenBack], [0, 0, 0, 0]);
	for (const [fault, kind] of faults) {
		const event = randomUUID();
		await keep(event, [...evening, { ...usual, ...fault }]);
		const found = await compareEntries(postgres.db, event, due);
		assert.equal(
			{ late: found.late, unscanned: found.unscanned, twice: found.twice, givenBack: found.givenBack },
			{ late: 0, unscanned: 0, twice: 0, givenBack: 0, [kind]: 1 },
			JSON.stringify(fault),
		);
	}
});

test('after a cancel all money goes back, also of those who were in', async () => {
	const event = randomUUID();
	await keep(event, [{ ...usual, used: false, refunded: true }]);
	await postgres.db.update(gateEvents).set({ cancelled: true }).where(eq(gateEvents.event, event));
	assert.is((await compareEntries(postgres.db, event, due)).givenBack, 0);
});

test('the live page counts entries by gate, ticket type and minute, refusals by reason, and tickets tried again', async () => {
	const { db } = postgres;
	const event = randomUUID();
	const [north, south] = [randomUUID(), randomUUID()];
	const named = { event, createdAt: ago(60) };
	await db.insert(gates).values([
		{ ...named, id: north, name: 'North' },
		{ ...named, id: south, name: 'South', endedAt: now },
	]);
	const scan = (order: number, at: Date, of: string, answer: object) => ({
		...{ nonce: randomUUID(), event, gate: of, chainOrder: BigInt(order), index: 0 },
		...{ direction: 'in' as const, decidedBy: 'service' as const, scannedAt: at, recordedAt: at },
		answer: { success: true, shownAs: 'rotating' as const, timestamp: at.toISOString(), ...answer },
	});
	const used = { success: false, reason: 'TICKET_ALREADY_USED', detail: 'USED' } as const;
	const came: [number, Date, string][] = [
		[1, ago(30), north],
		[2, ago(30), north],
		[3, ago(2), north],
		[4, ago(1), south],
	];
	for (const [order, at, of] of came) {
		const row = scan(order, at, of, {});
		const { nonce, chainOrder, index } = row;
		await db.insert(gateScans).values(row);
		const times = { enteredAt: at, recordedAt: at };
		await db
			.insert(gateEntries)
			.values({ event, chainOrder, index, nonce, gate: of, inside: order !== 1, ...times });
		const ticket = {
			tier: order % 2,
			owner: 'G',
			custodial: false,
			used: false,
			refunded: false,
			readLedger: 1,
		};
		await db.insert(gateTickets).values({ event, chainOrder, index, ...ticket });
	}
	await db
		.insert(gateScans)
		.values([
			scan(1, ago(20), south, used),
			scan(1, ago(10), north, used),
			scan(9, ago(9), north, { success: false, reason: 'INVALID_TICKET', detail: 'STEP_OLD' }),
		]);
	const view = await venueView({ db, clock: { ...clock, now: () => now.getTime() } }, event);
	assert.equal([view.entered, view.inside], [4, 3]);
	assert.equal(
		view.gates.map(({ name, ended, entered, inside, lately, busiest, refused }) => [
			name,
			ended,
			entered,
			inside,
			lately,
			busiest,
			refused,
		]),
		[
			['North', false, 3, 2, 1, 2, 2],
			['South', true, 1, 1, 1, 1, 1],
		],
	);
	assert.equal(
		view.minutes.map(({ at, entered }) => [at, entered]),
		[
			[ago(30).toISOString(), 2],
			[ago(2).toISOString(), 1],
			[ago(1).toISOString(), 1],
		],
	);
	assert.equal(
		view.refusals.map(({ detail, count }) => [detail, count]),
		[
			['USED', 2],
			['STEP_OLD', 1],
		],
	);
	const [again] = view.repeated;
	assert.equal([again!.tries, again!.gates.toSorted(), again!.first?.gate], [2, ['North', 'South'], 'North']);
	const { items } = await entryList({ db }, event);
	assert.equal(
		items.map(({ tier, gate: of, shownAs }) => [tier, of, shownAs]),
		[
			[1, 'North', 'rotating'],
			[0, 'North', 'rotating'],
			[1, 'North', 'rotating'],
			[0, 'South', 'rotating'],
		],
	);
});

const clock = { sleep: async () => {} };

test.run();
