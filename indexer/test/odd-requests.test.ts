import { Agent } from 'node:http';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listenHttp } from '#shared/service/http.server.ts';
import { answerFaults } from '#testing/openapi/answer-faults.ts';
import { type GoodValues, type OddRequest, oddRequests, send } from '#testing/openapi/odd-requests.ts';
import { type Operation, operationsOf } from '#testing/openapi/operations.ts';
import { makeHistory } from './history.ts';
import { type IndexerFixture, openFixture, until } from './indexer-fixture.ts';

const test = suite('odd requests');
const seed = 20261201;
/** With several oddities, beside those with one. */
const requestsEach = 30;
const atOnce = 8;
let fixture: IndexerFixture;
let good: GoodValues;

test.before(async () => {
	fixture = await openFixture();
	const { chainFixture, indexer, store } = fixture;
	const { events, fan } = await makeHistory(chainFixture);
	const { sequence } = chainFixture.localnet.network;
	await until('the history', () => indexer.hub.ledger >= sequence);
	const { items } = await json<{ items: { id: string }[] }>(`${indexer.url}/v1/events/1/orders`);
	const [log] = await store.rows('SELECT id FROM chain.raw_events LIMIT 1');
	good = {
		event: ['1', events[0]!],
		id: [items[0]!.id, String(log!.id)],
		address: [chainFixture.artist.publicKey()],
		owner: [fan.publicKey()],
		limit: ['1', '200'],
		minLedger: ['0', String(sequence)],
		from: ['2026-01-01T00:00:00Z'],
	};
});
test.after(() => fixture.close());

const json = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

type Found = { faults: string[]; statuses: Set<string> };

async function askOddly(url: string, count = requestsEach): Promise<Found> {
	const agent = new Agent({ keepAlive: true });
	const found: Found = { faults: [], statuses: new Set() };
	const operations = operationsOf(await json(`${url}/openapi.json`));
	const left = operations.flatMap((operation, i) =>
		oddRequests(operation, good, seed + i, count).map((request) => ({ operation, request })),
	);
	await Promise.all(Array.from({ length: atOnce }, askWhatIsLeft));
	agent.destroy();
	return found;

	async function askWhatIsLeft(): Promise<void> {
		for (let next = left.pop(); next; next = left.pop()) await ask(next.operation, next.request);
	}
	async function ask(operation: Operation, request: OddRequest): Promise<void> {
		const answer = await send(agent, url, request);
		found.statuses.add(`${operation.method} ${operation.path} ${answer.status}`);
		const asked = `${request.method} ${request.path.slice(0, 200)} ${JSON.stringify(request.headers).slice(0, 200)}`;
		for (const fault of answerFaults(operation, request, answer)) found.faults.push(`${asked}: ${fault}`);
	}
}

test('every answer to an odd request is as described, and none is a fault of the indexer', async () => {
	const { faults, statuses } = await askOddly(fixture.indexer.url);
	assert.equal(faults, []);
	const { paths } = await json<{ paths: Record<string, object> }>(`${fixture.indexer.url}/openapi.json`);
	const unanswered = Object.keys(paths).filter((path) => !statuses.has(`GET ${path} 200`));
	assert.equal(unanswered, [], 'the control: each operation also gave what it is for');
	const all = new Set([...statuses].map((each) => each.split(' ').at(-1)));
	for (const status of ['200', '304', '400', '404', '431'])
		assert.ok(all.has(status), `the control: ${status}`);
});

test('the check finds faults, statuses, shapes, types and problems that are not as described', async () => {
	const app = new OpenAPIHono();
	const shape = { content: { 'application/json': { schema: z.object({ n: z.int() }) } }, description: '' };
	const answers: Record<string, () => Response> = {
		'/right': () => Response.json({ n: 1 }),
		'/fault': () => Response.json({ n: 1 }, { status: 500 }),
		'/status': () => Response.json({ n: 1 }, { status: 418 }),
		'/shape': () => Response.json({ n: 'one' }),
		'/type': () => new Response('1'),
		'/problem': () => Response.json({ n: 1 }, { status: 400 }),
	};
	for (const [path, answer] of Object.entries(answers)) {
		const route = createRoute({ method: 'get', path, responses: { 200: shape, 400: shape } });
		app.openapi(route, () => answer() as never);
	}
	app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: '', version: '' } });
	app.notFound(() => {
		const problem = {
			type: 'https://passa.example/p',
			title: 'P',
			status: 404,
			code: 'NOT_FOUND',
			detail: '-',
		};
		return Response.json(problem, { status: 404, headers: { 'content-type': 'application/problem+json' } });
	});
	const { url, close } = await listenHttp(app, { host: '127.0.0.1', port: 0 });
	const { faults } = await askOddly(url, 20).finally(close);
	const wrong = new Set(faults.map((fault) => /\/(\w+)/.exec(fault)![1]));
	assert.equal([...wrong].sort(), ['fault', 'problem', 'shape', 'status', 'type']);
});

test.run();
