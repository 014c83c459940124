import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { patientFetch } from './patient-fetch.ts';

const origin = 'https://passa.example';
type Answer = number | 'no network';

/** A browser at a page, whose requests get these answers in turn. */
function browserAt(pathname: string, answers: Answer[]) {
	const seen = { asked: [] as string[], waits: [] as number[], pathname };
	const fetch = patientFetch({
		fetch: async (input) => {
			seen.asked.push(String(input));
			const answer = answers.shift();
			if (answer === undefined) throw new Error('asked too often');
			if (answer === 'no network') throw new TypeError('Failed to fetch');
			return new Response('{}', { status: answer });
		},
		page: () => ({ origin, pathname: seen.pathname }),
		wait: async (ms) => {
			seen.waits.push(ms);
		},
	});
	return { seen, fetch };
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
	work.then(
		() => null,
		(error: unknown) => error,
	);

test('the data of the open page is read until it comes, with longer and longer waits', async () => {
	const { seen, fetch } = browserAt('/pay/K7M2', ['no network', 503, 502, 'no network', 429, 504, 200]);
	const answer = await fetch(`${origin}/pay/K7M2/__data.json?x-sveltekit-invalidated=01`);
	assert.is(answer.status, 200);
	assert.equal(seen.waits, [500, 1000, 2000, 4000, 8000, 15_000]);
});

test('what the server says for good is not asked again', async () => {
	for (const status of [200, 404, 500]) {
		const { fetch, seen } = browserAt('/', [status]);
		assert.is((await fetch(`${origin}/__data.json`)).status, status);
		assert.equal(seen.waits, []);
	}
});

test('every other request fails at once: a next page, a form, another host', async () => {
	for (const url of [
		`${origin}/events/2/__data.json`,
		`${origin}/pay/K7M2`,
		'https://elsewhere.example/pay/K7M2/__data.json',
	]) {
		const { fetch, seen } = browserAt('/pay/K7M2', ['no network']);
		assert.instance(await failure(fetch(url)), TypeError);
		assert.equal(seen.waits, []);
	}
});

test('a page that somebody has left is read no more', async () => {
	const { fetch, seen } = browserAt('/pay/K7M2', ['no network', 'no network', 'no network', 200]);
	const reading = fetch(`${origin}/pay/K7M2/__data.json`);
	seen.pathname = '/tickets';
	assert.instance(await failure(reading), TypeError);
	assert.is(seen.asked.length, 1);
});

test.run();
