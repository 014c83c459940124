import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fixture, openFixture } from '../../test/fixture.ts';
import { type Running, startRunning } from '../../test/running-relayer.ts';

const test = suite('looks at a held account');
const [one, other] = [randomUUID(), randomUUID()];
let fixture: Fixture;
let running: Running;

test.before(async () => {
	fixture = await openFixture();
	running = await startRunning(fixture, { origin: 'http://passa.example' });
});
test.after(async () => {
	await running.stop();
	await fixture.close();
});

/** The answers to so many requests of a person, some at once. */
async function looks(account: string, count: number, method = 'GET', path = '/v1/held'): Promise<string[]> {
	const token = await running.session(['fan'], account);
	const answers: string[] = [];
	for (let left = count; left > 0; left -= 20) {
		const asked = Array.from({ length: Math.min(left, 20) }, () =>
			running.request(method, path, undefined, token),
		);
		for (const { status, body } of await Promise.all(asked))
			answers.push(`${status} ${body.code ?? ''}`.trim());
	}
	return answers;
}

test('are counted by the person: past the limit each is refused, until the ten minutes are over, and nobody else suffers', async () => {
	const answers = await looks(one, 310);
	const counts = ['200', '429 TOO_MANY_REQUESTS'].map((code) => answers.filter((a) => a === code).length);
	assert.equal(counts, [300, 10]);
	assert.equal(await looks(other, 1), ['200'], 'the control: another person, at the same address');
	const others = [
		['DELETE', '/v1/held/addresses/G'],
		['POST', '/v1/held/open'],
	];
	for (const [method, path] of others)
		assert.equal(await looks(one, 1, method, path), ['429 TOO_MANY_REQUESTS'], path);
	await fixture.rows(`update relay.limits set ends_at = now() - interval '1 second'`);
	assert.equal(await looks(one, 1), ['200']);
});

test.run();
