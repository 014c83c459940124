import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { drain } from '#shared/service/worker.server.ts';
import { codeOf, registryArgs } from '#testing/fixtures/chain-fixture.ts';
import type { GuardianActKind } from '../../models/guardian-acts.ts';
import { announce, openFixture } from '../../test/fixture.ts';
import { agreeToAct, askGuardianAct, beginSigning, withdrawAct } from '../ask-guardian-act.ts';
import { findGuardianActs } from '../find-guardian-acts.ts';
import { type InterventionFixture, openInterventions, standOf } from './fixture.ts';

const test = suite('acts of the guardian that support asks for');
let fixture: InterventionFixture;

test.before(async () => {
	fixture = await openInterventions();
});
test.after(() => fixture.close());

const ask = (event: string, act: GuardianActKind, by = 'ann') =>
	askGuardianAct(fixture.deps, { event, act, hours: act === 'freeze' ? 12 : null, note: 'Reported.', by });
const look = () => drain(findGuardianActs(fixture.deps));
const newest = async (event: string) => (await standOf(fixture, event)).acts[0]!;
/** The guardian's wallet signs, in whichever browser. */
function sign(name: 'pause' | 'freeze', args: Record<string, unknown>) {
	const { registry, roles } = fixture.chainFixture.deployment;
	return fixture.chainFixture.call(keyOf(roles.deployer), registry, name, args, registryArgs);
}

test('one person has sales paused with a reason and lifts it; the chain shows when it is done', async () => {
	const event = await announce(fixture);
	const asked = await ask(event, 'pause');
	assert.is(asked.state, 'agreed');
	await look();
	assert.is((await newest(event)).state, 'agreed', 'nobody has signed it yet');
	const signing = await beginSigning(fixture.deps, asked.id, 'ben');
	assert.equal([signing.act, signing.event, signing.signedBy], ['pause', event, 'ben']);
	const { hash } = await sign('pause', { event, on: true });
	await look();
	const { state, txHash, by, note, signedBy } = await newest(event);
	assert.equal([state, txHash, by, note, signedBy], ['done', hash, 'ann', 'Reported.', 'ben']);
	const { paused, closed } = await standOf(fixture, event);
	assert.equal([paused, closed], [{ organizer: false, registry: true }, 'PAUSED']);
	assert.is(await codeOf(ask(event, 'pause')), 'ALREADY_PAUSED');
	await ask(event, 'resume');
	const lifted = await sign('pause', { event, on: false });
	fixture.clock.advance(60_000);
	await look();
	assert.equal([(await newest(event)).state, (await newest(event)).txHash], ['done', lifted.hash]);
	assert.is((await standOf(fixture, event)).closed, null);
	assert.is(await codeOf(ask(event, 'resume')), 'NOT_PAUSED');
});

test('a freeze is signed only once another person agreed, and the database knows that too', async () => {
	const event = await announce(fixture);
	const { id, state } = await ask(event, 'freeze');
	assert.is(state, 'proposed');
	assert.is(await codeOf(beginSigning(fixture.deps, id, 'ben')), 'SECOND_PERSON_NEEDED');
	assert.is(await codeOf(agreeToAct(fixture.deps, id, 'ann')), 'SECOND_PERSON_NEEDED');
	const alone = `UPDATE relay.guardian_acts SET state = 'agreed' WHERE id = $1`;
	assert.match(await codeOf(fixture.rows(alone, [id])), /23514/, 'not without a second person');
	const withSelf = `UPDATE relay.guardian_acts SET state = 'agreed', second_by = by WHERE id = $1`;
	assert.match(await codeOf(fixture.rows(withSelf, [id])), /23514/, 'nor with oneself');
	const agreed = await agreeToAct(fixture.deps, id, 'ben');
	assert.equal([agreed.state, agreed.secondBy], ['agreed', 'ben']);
	assert.is((await beginSigning(fixture.deps, id, 'ann')).hours, 12);
	const { hash } = await sign('freeze', { event, seconds: 12n * 3600n });
	await look();
	assert.equal([(await newest(event)).state, (await newest(event)).txHash], ['done', hash]);
	assert.is(await codeOf(ask(event, 'freeze')), 'FROZEN_BEFORE');
	assert.is(await codeOf(beginSigning(fixture.deps, id, 'ann')), 'ACT_OVER');
});

test('one act is open at a time: the same again is the same, another one waits', async () => {
	const event = await announce(fixture);
	const both = await Promise.all([ask(event, 'freeze'), ask(event, 'freeze')]);
	assert.is(both[0].id, both[1].id);
	assert.is(await codeOf(ask(event, 'pause')), 'ACT_OPEN');
	assert.is(await codeOf(ask(event, 'freeze', 'ben')), 'ACT_OPEN');
	const ended = await withdrawAct(fixture.deps, both[0].id, 'ben');
	assert.equal([ended.state, ended.withdrawnBy], ['withdrawn', 'ben']);
	assert.is(await codeOf(agreeToAct(fixture.deps, both[0].id, 'ben')), 'ACT_OVER');
	assert.is((await ask(event, 'pause')).state, 'agreed');
});

test('what the guardian’s wallet is open for is not withdrawn, since it may land', async () => {
	const event = await announce(fixture);
	const { id } = await ask(event, 'freeze');
	await agreeToAct(fixture.deps, id, 'ben');
	await beginSigning(fixture.deps, id, 'ann');
	assert.is(await codeOf(withdrawAct(fixture.deps, id, 'cat')), 'ACT_BEING_SIGNED');
	const { hash } = await sign('freeze', { event, seconds: 12n * 3600n });
	await look();
	assert.equal([(await newest(event)).state, (await newest(event)).txHash], ['done', hash]);
	const other = await announce(fixture);
	const unsigned = await ask(other, 'pause');
	await beginSigning(fixture.deps, unsigned.id, 'ben');
	fixture.clock.advance(301_000);
	assert.is((await withdrawAct(fixture.deps, unsigned.id, 'cat')).state, 'withdrawn', 'it was refused there');
});

test('the hours of a freeze are no other act’s', async () => {
	const event = await announce(fixture);
	const wanted = { event, act: 'pause' as const, hours: 12, note: 'Reported.', by: 'ann' };
	const asked = await askGuardianAct(fixture.deps, wanted);
	assert.equal([asked.state, asked.hours], ['agreed', null]);
	assert.is((await askGuardianAct(fixture.deps, wanted)).id, asked.id);
});

test('an act that nobody signs within a day can be signed no more', async () => {
	const event = await announce(fixture);
	const { id } = await ask(event, 'pause');
	fixture.clock.advance(24 * 3_600_000 + 1000);
	assert.is(await codeOf(beginSigning(fixture.deps, id, 'ann')), 'ACT_OVER');
	await look();
	assert.is((await newest(event)).state, 'agreed', 'what was signed a moment ago may still land');
	fixture.clock.advance(400_000);
	await look();
	assert.is((await newest(event)).state, 'lapsed');
});

test('a freeze that nobody agrees to within a day is over, and leaves room for another', async () => {
	const event = await announce(fixture);
	const { id } = await ask(event, 'freeze');
	fixture.clock.advance(24 * 3_600_000 - 1000);
	await look();
	assert.is((await newest(event)).state, 'proposed');
	fixture.clock.advance(1000);
	assert.is(await codeOf(agreeToAct(fixture.deps, id, 'ben')), 'ACT_OVER');
	await look();
	assert.is((await newest(event)).state, 'lapsed');
	assert.is((await ask(event, 'freeze', 'ben')).state, 'proposed');
});

test('the printed support token names nobody, so it asks for nothing', async () => {
	const event = await announce(fixture);
	assert.is(await codeOf(ask(event, 'pause', 'support-token')), 'PERSON_NEEDED');
	const { id } = await ask(event, 'freeze');
	for (const move of [agreeToAct, withdrawAct, beginSigning])
		assert.is(await codeOf(move(fixture.deps, id, 'support-token')), 'PERSON_NEEDED');
});

test('events of the first version have no such rule', async () => {
	const first = await openFixture('instant', undefined, undefined, 'first');
	try {
		const event = await announce(first);
		const { db, clock } = first;
		const wanted = { event, act: 'pause' as const, hours: null, note: 'Reported.', by: 'ann' };
		const asking = askGuardianAct({ db, clock, chain: first.chainFixture.chain }, wanted);
		assert.is(await codeOf(asking), 'EVENT_TOO_OLD');
		const { version, paused } = await standOf(first, event);
		assert.equal([version, paused], [1, { organizer: false, registry: false }]);
	} finally {
		await first.close();
	}
});

test.run();
