import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PassFixture } from './pass-fixture.ts';

const test = suite('what two devices of one person say to each other, on a running relayer');
const f = new PassFixture();
test.before(() => f.open());
test.after(() => f.close());

const newName = () => randomBytes(32).toString('hex');
const sealed = (bytes = 60) => randomBytes(bytes).toString('base64');
const say = async (name: string, side: string, text: string) => {
	const { status, body } = await f.running.request('PUT', `/v1/pairings/${name}/${side}`, { sealed: text });
	return body?.code ?? status;
};
const read = async (name: string) => (await f.running.request('GET', `/v1/pairings/${name}`)).body;

test('each side speaks once, and who knows the name reads it', async () => {
	const [name, asked, given] = [newName(), sealed(), sealed(20_000)];
	assert.equal(await read(name), { asked: null, given: null });
	assert.is(await say(name, 'asked', asked), 204);
	assert.equal(await read(name), { asked, given: null });
	assert.is(await say(name, 'asked', asked), 204, 'the same again changes nothing');
	assert.is(await say(name, 'asked', sealed()), 'PAIRING_TAKEN');
	assert.is(await say(name, 'given', given), 204);
	assert.equal(await read(name), { asked, given });
	assert.equal(await read(newName()), { asked: null, given: null });
});

test('after ten minutes nothing is read, and it is deleted', async () => {
	const name = newName();
	await say(name, 'asked', sealed());
	await f.fixture.rows('UPDATE relay.pass_pairings SET ends_at = now()');
	assert.equal(await read(name), { asked: null, given: null });
	await say(newName(), 'asked', sealed());
	const [{ count }] = (await f.fixture.rows('SELECT count(*)::int FROM relay.pass_pairings')) as [
		{ count: number },
	];
	assert.is(count, 1);
});

test('what is no name, side or sealed text is refused', async () => {
	for (const [name, side, text] of [
		['x', 'asked', sealed()],
		[newName(), 'other', sealed()],
		[newName(), 'asked', ''],
		[newName(), 'asked', 'no base64 at all, which is long enough to be one'],
		[newName(), 'asked', sealed(33_000)],
	] as const)
		assert.match(String(await say(name, side, text)), /REQUEST_INVALID|400|404/);
});

test.run();
