import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { drain } from '#shared/service/worker.server.ts';
import { registryArgs } from '#testing/fixtures/chain-fixture.ts';
import { callKillPoints } from '../../calls/call-job.ts';
import { announce } from '../../test/fixture.ts';
import { carryOutPayouts } from '../carry-out-payouts.ts';
import { requestPayout } from '../request-payout.ts';
import {
	advance,
	type InterventionFixture,
	openInterventions,
	paidOf,
	sell,
	soldWithPoorArtist,
	standOf,
} from './fixture.ts';

const test = suite('payouts that support asks for');
let fixture: InterventionFixture;

test.before(async () => {
	fixture = await openInterventions();
});
test.after(() => fixture.close());

const ask = (event: string, payee: number | null = null) =>
	requestPayout(fixture.deps, { event, payee, note: 'The venue called.', by: 'ann' });
const work = () => drain(carryOutPayouts(fixture.deps));
/** The newest request as support sees it. */
const newest = async (event: string) => (await standOf(fixture, event)).payouts[0]!;

test('all who can be paid are paid at once, and who cannot is named with the reason', async () => {
	const { event, artist } = await soldWithPoorArtist(fixture);
	const before = await standOf(fixture, event);
	assert.equal(
		before.receivers.map(({ due, refusal }) => [due, refusal]),
		[
			['60000000', null],
			['35000000', 'NO_TRUSTLINE'],
			['5000000', null],
		],
	);
	await ask(event);
	await work();
	assert.equal(await paidOf(fixture, event), [60_000_000n, 0n, 5_000_000n]);
	const { state, paid, leftOut, by, note, txHash } = await newest(event);
	assert.equal([state, by, note], ['paid', 'ann', 'The venue called.']);
	assert.equal(
		paid.map(({ amount }) => amount),
		['60000000', '5000000'],
	);
	assert.equal(leftOut, [{ to: artist.publicKey(), code: 'NO_TRUSTLINE' }]);
	assert.match(txHash!, /^[0-9a-f]{64}$/);
});

test('one payee is paid alone, and one that cannot be paid ends with the reason', async () => {
	const { event } = await soldWithPoorArtist(fixture);
	await ask(event, 2);
	await work();
	assert.equal(await paidOf(fixture, event), [0n, 0n, 5_000_000n]);
	assert.is((await newest(event)).state, 'paid');
	await ask(event, 1);
	await work();
	const { state, reason, txHash } = await newest(event);
	assert.equal([state, reason, txHash], ['failed', 'NO_TRUSTLINE', null]);
	assert.equal(await paidOf(fixture, event), [0n, 0n, 5_000_000n]);
});

test('two clicks are one request; later nothing is due, which ends it without a call', async () => {
	const event = await announce(fixture);
	await sell(fixture, event);
	const asked = await Promise.all([ask(event), ask(event), ask(event)]);
	assert.is(new Set(asked.map(({ id }) => id)).size, 1);
	await work();
	const again = await ask(event);
	assert.is.not(again.id, asked[0]!.id);
	await work();
	const [last, first] = (await standOf(fixture, event)).payouts;
	assert.equal([last!.state, last!.reason, last!.txHash], ['failed', 'NOTHING_DUE', null]);
	assert.is(first!.state, 'paid');
	assert.equal(await paidOf(fixture, event), [60_000_000n, 35_000_000n, 5_000_000n]);
});

test('a worker that dies at any step pays once, and the request ends as paid', async () => {
	for (const fatal of callKillPoints) {
		const event = await announce(fixture);
		await sell(fixture, event);
		await ask(event);
		let isDead = false;
		const between = (name: string) => {
			isDead ||= name === fatal;
			if (isDead) throw new Error('killed');
		};
		await drain(carryOutPayouts({ ...fixture.deps, between }));
		assert.ok(isDead, fatal);
		fixture.clock.advance(240_000);
		await work();
		assert.is((await newest(event)).state, 'paid', fatal);
		assert.equal(await paidOf(fixture, event), [60_000_000n, 35_000_000n, 5_000_000n], fatal);
	}
});

test('nobody is paid of a frozen event, and the request says so; afterwards they are', async () => {
	const event = await announce(fixture);
	await sell(fixture, event);
	const { registry, roles } = fixture.chainFixture.deployment;
	const freeze = { event, seconds: 3600n };
	await fixture.chainFixture.call(keyOf(roles.deployer), registry, 'freeze', freeze, registryArgs);
	await ask(event);
	await work();
	assert.equal([(await newest(event)).state, (await newest(event)).reason], ['failed', 'EVENT_FROZEN']);
	const { closed, frozenUntil } = await standOf(fixture, event);
	assert.equal([closed, frozenUntil !== null], ['FROZEN', true]);
	await advance(fixture, 3700);
	await ask(event);
	await work();
	assert.is((await newest(event)).state, 'paid');
});

test.run();
