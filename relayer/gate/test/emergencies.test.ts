import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ownSession, sessionSigner } from '#shared/session.server.ts';
import type { Answer } from '../../test/running-relayer.ts';
import { type GateDevice, GateFixture, outcome } from './gate-fixture.ts';

const test = suite('what two people of a team do at once, on a running relayer');
const f = new GateFixture();
let [north, south] = ['', ''];
let [a, b] = [] as unknown as [GateDevice, GateDevice];

test.before(async () => {
	await f.openDoors();
	[north, south] = [await f.gate('North'), await f.gate('South')];
	[a, b] = [await f.enrol(north), await f.enrol(south)];
});
test.after(() => f.close());
test.before.each(async () => {
	await f.fixture.rows('DELETE FROM relay.emergencies');
});

const rights = ['checkin.supervise', 'event.edit'];

/** A request of a member of the team that published the event. */
async function as(person: string, method: string, path = '', body?: object, may = rights): Promise<Answer> {
	const sign = await sessionSigner(f.running.platformKey);
	const session = ownSession('team', ['organizer'], { may: may as never[] });
	const token = await sign({ ...session, by: person, events: [f.event] }, Date.now());
	return f.running.request(method, `/v1/events/${f.event}/emergencies${path}`, body, token);
}

async function propose(person: string, wanted: object): Promise<string> {
	const { status, body } = await as(person, 'POST', '', wanted);
	assert.is(status, 201, JSON.stringify(body));
	return body.items[0].id;
}
const confirm = (person: string, id: string) => as(person, 'POST', `/${id}/confirm`);
const code = async (asked: Promise<Answer>) => (await asked).body.code;

test('one person alone stops nothing; the second one does, and devices refuse from the next scan on', async () => {
	const fan = await f.fan();
	const id = await propose('ann', { kind: 'stop_gate', gate: north });
	assert.is(await code(confirm('ann', id)), 'SECOND_PERSON_NEEDED');
	assert.is(outcome(await f.scan(a, 'nonsense')), 'INVALID_TICKET FORMAT');
	const { body } = await confirm('ben', id);
	assert.equal([body.items[0].state, body.items[0].yours, body.items[0].decidedByYou], ['done', false, true]);
	assert.is(body.gates.find(({ id }: { id: string }) => id === north).stopped, true);
	assert.is(outcome(await f.scan(a, await fan.code())), 'WRONG_GATE GATE_STOPPED');
	const list = await f.list(a);
	assert.is(outcome((await f.alone(list, await fan.code())).answer), 'WRONG_GATE GATE_STOPPED');
	assert.is(outcome(await f.scan(b, await fan.code())), 'in', 'the other gate goes on');
	assert.is(await code(confirm('cid', id)), 'EMERGENCY_OVER', 'it is done once');
	const again = await propose('ben', { kind: 'open_gate', gate: north });
	await confirm('ann', again);
	assert.is(outcome(await f.scan(a, await (await f.fan()).code())), 'in');
});

test('who is inside leaves by a stopped gate', async () => {
	await f.manage('PUT', '/gates', { reentry: 'exit_scan', divided: false });
	const fan = await f.fan();
	assert.is(outcome(await f.scan(a, await fan.code())), 'in');
	await confirm('ben', await propose('ann', { kind: 'stop_gate', gate: north }));
	assert.is(outcome(await f.scan(a, await fan.code(), { direction: 'out' })), 'in', 'the way out is open');
	await confirm('ben', await propose('ann', { kind: 'open_gate', gate: north }));
	await f.manage('PUT', '/gates', { reentry: 'none', divided: false });
});

test('a gate moves for all its devices at once: its tiers and its name', async () => {
	const fan = await f.fan();
	const moved = { kind: 'move_gate', gate: north, name: 'River side', tiers: [1] };
	await confirm('ben', await propose('ann', moved));
	assert.is(outcome(await f.scan(a, await fan.code())), 'WRONG_GATE TIER_ELSEWHERE');
	const { gates } = await f.list(a);
	assert.equal(
		gates.find(({ id }) => id === north),
		{ id: north, name: 'River side', tiers: [1] },
	);
	assert.is(await code(as('ann', 'POST', '', moved)), 'GATE_AS_IT_WAS');
	const taken = await propose('ann', { kind: 'move_gate', gate: north, name: 'SOUTH' });
	assert.is(await code(confirm('ben', taken)), 'GATE_NAMED');
	assert.is((await as('ben', 'GET')).body.items[0].state, 'proposed', 'nothing of it happened');
	await confirm('ben', await propose('ann', { kind: 'move_gate', gate: north, name: 'North', tiers: null }));
	assert.is(outcome(await f.scan(a, await fan.code())), 'in');
});

test('after fifteen minutes nobody confirms, and a proposal that was taken back is over', async () => {
	const late = await propose('ann', { kind: 'stop_gate', gate: north });
	await f.fixture.rows(`UPDATE relay.emergencies SET ends_at = ends_at - interval '15 minutes'`);
	assert.is(await code(confirm('ben', late)), 'EMERGENCY_OVER');
	assert.is((await as('ann', 'GET')).body.items[0].state, 'expired');
	const back = await propose('ann', { kind: 'stop_gate', gate: north });
	await as('ben', 'DELETE', `/${back}`);
	assert.is(await code(confirm('cid', back)), 'EMERGENCY_OVER');
});

test('two who confirm at the same instant do it once', async () => {
	const id = await propose('ann', { kind: 'message', text: 'Doors open at 8' });
	const answers = await Promise.all([confirm('ben', id), confirm('cid', id)]);
	assert.equal(answers.map(({ status }) => status).toSorted(), [200, 409]);
});

test('who only supervises the gates writes to nobody; links and strange letters are refused', async () => {
	const message = { kind: 'message', text: 'Use the north gate' };
	assert.is((await as('ann', 'POST', '', message, ['checkin.supervise'])).status, 403);
	const id = await propose('ann', message);
	assert.is((await as('ben', 'POST', `/${id}/confirm`, undefined, ['checkin.supervise'])).status, 403);
	assert.is((await as('ann', 'GET', '', undefined, ['orders.read'])).status, 403);
	for (const text of ['See https://bad.example', 'go to bad.co now', 'www.x', '🔥 out', 'x'.repeat(76)])
		assert.is((await as('ann', 'POST', '', { kind: 'message', text })).status, 400, text);
});

test('who may not write to fans confirms no message either, also once it is too old to be shown', async () => {
	const id = await propose('ann', { kind: 'message', text: 'Use the south gate' });
	for (let i = 0; i < 31; i++) {
		const other = await propose('eve', { kind: 'stop_gate', gate: north });
		await as('eve', 'DELETE', `/${other}`);
	}
	const without = ['checkin.supervise'];
	assert.is(await code(as('eve', 'POST', `/${id}/confirm`, undefined, without)), 'FORBIDDEN');
	assert.is((await confirm('ben', id)).status, 200, 'the control');
});

test('a message counts the wallets that named nobody', async () => {
	await f.fan();
	const { body } = await confirm('ben', await propose('ann', { kind: 'message', text: 'Come by the river' }));
	const { contacts, without } = body.items[0].outcome;
	assert.is(contacts, 0);
	assert.ok(without > 3, `${without} wallets`);
});

test('another event’s proposals and gates are unknown', async () => {
	const id = await propose('ann', { kind: 'stop_gate', gate: north });
	const mine = f.event;
	await f.publishWith(-60, 3600);
	assert.is(await code(confirm('ben', id)), 'EMERGENCY_UNKNOWN');
	assert.is(await code(as('ann', 'POST', '', { kind: 'stop_gate', gate: north })), 'GATE_UNKNOWN');
	f.event = mine;
});

test.run();
