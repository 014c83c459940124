import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refundable } from '#relayer/refunds/test/fixture.ts';
import { announce, type Fixture, openFixture } from '#relayer/test/fixture.ts';
import { type Running, startRunning } from '#relayer/test/running-relayer.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { type PassaFolder, passaFolder } from '#testing/fixtures/passa-folder.ts';

/** A relayer that sells one event with two tiers, and the commands that talk with it. */
async function shopOf(
	generation: 'today' | 'first',
	terms: (fixture: Fixture) => ReturnType<typeof refundable>,
) {
	const fixture = await openFixture(undefined, undefined, undefined, generation);
	const running: Running = await startRunning(fixture);
	const event = await announce(fixture, terms(fixture));
	const { url } = running.simulator;
	const folder: PassaFolder = passaFolder(fixture.chainFixture, event, {
		relayer: running.relayer.url,
		simulators: { mpesa: { url, control: `${url}/control` } },
	});
	const run = (command: string, ...args: string[]) =>
		runCommand(command, ['--data', folder.data, '--json', ...args]);
	return {
		async buyCart(): Promise<{ reference: string; orders: unknown[] }> {
			const args = ['--method', 'mpesa', '--event', '1', '--qty', '2', '--also', '1:1'];
			const { code, out, err } = await run('buy.ts', ...args);
			assert.is(code, 0, err);
			return JSON.parse(out);
		},
		ticket: (reference: string, ...args: string[]) => run('ticket.ts', '--order', reference, ...args),
		rows: fixture.rows,
		async close() {
			await running.stop();
			await fixture.close();
			folder.remove();
		},
	};
}

const twoTiers = (fixture: Fixture, change = {}) => ({
	...refundable(fixture, change),
	tiers: [fixture.chainFixture.tier(), fixture.chainFixture.tier()],
});

const test = suite('npm run ticket -- --do refund: what M-Pesa paid');

test('a cart is given back whole: each of its orders, and nothing twice', async () => {
	const shop = await shopOf('today', (fixture) => twoTiers(fixture));
	try {
		const { reference } = await shop.buyCart();
		const given = async (...args: string[]) => {
			const { code, out, err } = await shop.ticket(reference, '--do', 'refund', ...args);
			assert.is(code, 0, err);
			return JSON.parse(out).results.map((result: { tickets: number }) => result.tickets);
		};
		assert.equal(await given('--ticket', '2'), [1]);
		const none = await shop.ticket(reference, '--do', 'refund', '--ticket', '4');
		assert.match(none.err, /^TICKET_UNKNOWN: .*1 to 3/);
		assert.equal(await given(), [1, 1]);
		const again = await shop.ticket(reference, '--do', 'refund');
		assert.equal([again.code, again.err.split(':')[0]], [1, 'TICKET_REFUNDED']);
		assert.match(again.err, /asked for before/, 'it does not say that the money is back: it may not be');
		const [{ n }] = await shop.rows('SELECT count(*)::int AS n FROM relay.refunded_tickets');
		assert.is(n, 3);
	} finally {
		await shop.close();
	}
});

test('of an event that takes nothing back it says what to do, and asks the organizer', async () => {
	const shop = await shopOf('today', (fixture) => twoTiers(fixture, { refund_until: 0n }));
	try {
		const { reference } = await shop.buyCart();
		const refused = await shop.ticket(reference, '--do', 'refund');
		assert.is(refused.code, 1);
		assert.match(refused.err, /^REFUNDS_NONE: .*--do ask-refund/);
		const asked = await shop.ticket(reference, '--do', 'ask-refund', '--note', 'I am ill.');
		assert.is(asked.code, 0, asked.err);
		assert.equal(await shop.rows('SELECT state, note, mask FROM relay.refund_requests'), [
			{ state: 'asked', note: 'I am ill.', mask: 0b11 },
			{ state: 'asked', note: 'I am ill.', mask: 0b1 },
		]);
	} finally {
		await shop.close();
	}
});

test('a cart of an event of version 1 is served, and a refund of it is refused with the reason', async () => {
	const shop = await shopOf('first', (fixture) => ({
		...fixture.chainFixture.terms(),
		tiers: twoTiers(fixture).tiers,
	}));
	try {
		const { reference, orders } = await shop.buyCart();
		assert.is(orders.length, 2);
		const refused = await shop.ticket(reference, '--do', 'refund');
		assert.equal([refused.code, refused.err.split(':')[0]], [1, 'EVENT_WITHOUT_REFUNDS']);
	} finally {
		await shop.close();
	}
});

test.run();
