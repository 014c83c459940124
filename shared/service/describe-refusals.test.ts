import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeRefusals } from './describe-refusals.server.ts';

const test = suite('refusals in front of each route');

const statusesOf = (options: Parameters<typeof describeRefusals>[1]) => {
	const own = { description: 'its own' };
	const paths = {
		'/v1/things': {
			get: { responses: { 200: own } },
			post: { requestBody: {}, responses: { 201: own, 503: own } },
		},
		'/v1/things/{id}': { get: { parameters: [{}], responses: { 200: own } } },
		'/healthz': { get: { responses: { 200: own } } },
	};
	describeRefusals({ paths }, options);
	const { get, post } = paths['/v1/things'];
	const [read, write, one, alive] = [get, post, paths['/v1/things/{id}'].get, paths['/healthz'].get].map(
		(o) => Object.keys(o.responses).map(Number),
	);
	return { read, write, one, alive, own: post.responses[503] === own };
};

test('each operation has what the server and the handler of errors answer, and what it describes itself stays', () => {
	assert.equal(statusesOf({}), {
		read: [200, 431, 503],
		write: [201, 400, 413, 431, 503],
		one: [200, 400, 431, 503],
		alive: [200, 431, 503],
		own: true,
	});
});

test('a guard that reads tokens refuses bad ones everywhere; only tagged reads are not modified', () => {
	assert.equal(statusesOf({ readsTokens: true, tagged: '/v1/' }), {
		read: [200, 304, 401, 431, 503],
		write: [201, 400, 401, 413, 431, 503],
		one: [200, 304, 400, 401, 431, 503],
		alive: [200, 401, 431, 503],
		own: true,
	});
});

test.run();
