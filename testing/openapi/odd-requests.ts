import { type Agent, request } from 'node:http';
import fc from 'fast-check';
import type { Operation, Parameter } from './operations.ts';

/** `path` goes over the wire as it is. */
export type OddRequest = { method: string; path: string; headers: Record<string, string>; body: string };
export type Answer = { status: number; type: string; body: string };
/** Values that lead to an answer, by the parameter's name, so that odd ones meet the code behind the first check. */
export type GoodValues = Record<string, string[]>;

const nines = '9'.repeat(20);
/** A position of every list: each takes the parts that it knows. */
const position = (whole: string, int: number): string =>
	Buffer.from(
		JSON.stringify({
			...{ startsAt: whole, n: whole, price: whole, order: whole },
			...{ no: int, position: int, index: int, ledger: int },
		}),
	).toString('base64url');

/** Around what a clock, a calendar or PostgreSQL holds. */
const oddTimes = [
	...[
		'0000-01-01T00:00:00Z',
		'9999-12-31T23:59:59-23:59',
		'0001-01-01T00:00:00%2B23:59',
		'2026-02-30T00:00:00Z',
	],
	...['2016-12-31T23:59:60Z', '2026-01-01', '2026-01-01T00:00:00.123456789Z', '-000001-01-01T00:00:00Z'],
];
const oddPositions = [
	...[
		position(nines, 1),
		position('1', 2 ** 53 - 1),
		position('0', -1),
		position('9223372036854775808', 2 ** 31),
	],
	...[position('x', 0), 'bnVsbA', 'W10'],
];
/** Percent-encoded already, and partly wrongly. */
const oddTexts = [
	...[
		'',
		'%20',
		'%00',
		'a%00b',
		'%',
		'%zz',
		'%ff',
		'%c0%80',
		'%ed%a0%80',
		'%ed%b0%80%ed%a0%80',
		'%f4%90%80%80',
	],
	...[
		'-1',
		'-0',
		'0',
		'01',
		'1.5',
		'1e0',
		'1e400',
		'0x1',
		'+1',
		'NaN',
		'Infinity',
		'true',
		'null',
		'[]',
		'{}',
	],
	...['9007199254740992', '9223372036854775808', '18446744073709551616', '4294967296', '2147483648', nines],
	...['9'.repeat(400), 'x'.repeat(5000), '%F0%9F%8E%AB'.repeat(30), '%F0%9F%8E%AB'.repeat(300)],
	...['%E2%80%AE', '%E2%81%A6a', '%D8%A7%D9%84', '%EF%BB%BF1', '%C2%84', '%EF%BC%91', '%E0%A5%A7'],
	...[
		'%27%20OR%201%3D1--',
		'%25',
		'_',
		'%5C',
		'..%2f..',
		'%2e%2e%2fx',
		'%0d%0aX-Odd:%201',
		'__proto__',
		'constructor',
	],
];

const oddHeaders: [string, string][] = [
	...['*', '"a"', 'W/"a", "b"', '"', 'x'.repeat(3000)].map((v): [string, string] => ['if-none-match', v]),
	...['bytes=0-1', 'bytes=9-1', 'lines=1-'].map((v): [string, string] => ['range', v]),
	...['image/png', '', '*/*;q=x', 'application/json;q=0'].map((v): [string, string] => ['accept', v]),
	...['br;q=7', 'identity;q=0, *;q=0'].map((v): [string, string] => ['accept-encoding', v]),
	...['application/json', 'multipart/form-data', 'x'].map((v): [string, string] => ['content-type', v]),
	...['Bearer x', 'Bearer', 'Basic Og==', 'x'.repeat(2000)].map((v): [string, string] => [
		'authorization',
		v,
	]),
	...['1.2.3.4', 'x, y', '::1, [::', ','].map((v): [string, string] => ['x-forwarded-for', v]),
	...['a=b; a=c; =', '__Host-x=%00'].map((v): [string, string] => ['cookie', v]),
	...['null', 'http://evil.example'].map((v): [string, string] => ['origin', v]),
	...['a b', '', 'evil.example:99999', '[::'].map((v): [string, string] => ['host', v]),
	...['HEAD', 'DELETE'].map((v): [string, string] => ['x-http-method-override', v]),
	['if-modified-since', 'yesterday'],
	['if-match', '*'],
	['last-event-id', '\u00ff'],
	['x-odd', 'x'.repeat(20_000)],
];
const otherMethods = ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const bodies = ['{', '{}', 'null', '\0', 'x'.repeat(3000), '"\ud800"', `${'['.repeat(5000)}`];

const oneOf = <T>(values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const text = fc.string({ unit: 'binary', maxLength: 30 }).map((s) => encodeURIComponent(s.toWellFormed()));
/** What is odd for a parameter of its kind goes first: any other text ends at the first check. */
function oddTextsFor({ name, schema }: Parameter): string[] {
	if (schema?.format === 'date-time') return [...oddTimes, ...oddTexts];
	return name === 'cursor' ? [...oddPositions, ...oddTexts] : oddTexts;
}

const goodTexts = (good: GoodValues, { name, schema }: Parameter): string[] =>
	[...(good[name] ?? []), ...(schema?.enum ?? [])].map(encodeURIComponent);

function pathOf(operation: Operation, values: Record<string, string>, query: string[]): string {
	const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
	return query.length > 0 ? `${path}?${query.join('&')}` : path;
}

/**
 * Requests to one operation: each parameter with each odd text while the others are right, so that none hides another,
 * and then `count` with several oddities at once, the same ones for a seed.
 */
export function oddRequests(
	operation: Operation,
	good: GoodValues,
	seed: number,
	count: number,
): OddRequest[] {
	return [
		...oneOddText(operation, good),
		...fc.sample(severalOddities(operation, good), { seed, numRuns: count }),
	];
}

function oneOddText(operation: Operation, good: GoodValues): OddRequest[] {
	const { method, parameters } = operation;
	const inPath = parameters.filter((p) => p.in === 'path');
	const inQuery = parameters.filter((p) => p.in === 'query');
	const right = Object.fromEntries(parameters.map((p) => [p.name, goodTexts(good, p)[0] ?? '']));
	const asked = inQuery.filter((p) => p.required).map((p) => `${p.name}=${right[p.name]}`);
	const paths = [
		...inPath.flatMap((p) =>
			oddTextsFor(p).map((text) => pathOf(operation, { ...right, [p.name]: text }, asked)),
		),
		...inQuery.flatMap((p) =>
			oddTextsFor(p).map((text) => {
				const others = asked.filter((pair) => !pair.startsWith(`${p.name}=`));
				return pathOf(operation, right, [...others, `${p.name}=${text}`]);
			}),
		),
	];
	return paths.map((path) => ({ method, path, headers: {}, body: '' }));
}

function severalOddities(operation: Operation, good: GoodValues): fc.Arbitrary<OddRequest> {
	const valueFor = (parameter: Parameter) => {
		const right = goodTexts(good, parameter);
		const odd = fc.oneof(
			{ weight: 4, arbitrary: oneOf(oddTextsFor(parameter)) },
			{ weight: 1, arbitrary: text },
		);
		return right.length === 0
			? odd
			: fc.oneof({ weight: 4, arbitrary: oneOf(right) }, { weight: 1, arbitrary: odd });
	};
	const of = (place: string) => operation.parameters.filter((p) => p.in === place);
	const inPath = fc.record(Object.fromEntries(of('path').map((p) => [p.name, valueFor(p)])));
	const pairs = of('query').map((p) => {
		const values = fc.array(valueFor(p), { minLength: 1, maxLength: 2 });
		const given = fc.option(values, { freq: p.required ? 9 : 1, nil: [] });
		return given.map((each) => each.map((value) => `${p.name}=${value}`));
	});
	const strange = fc.option(oneOf(['&&', 'x', '=', '%zz=1', '__proto__=1', 'a[b]=1', '?']), {
		freq: 1,
		nil: '',
	});
	return fc.record({
		method: fc.oneof(
			{ weight: 5, arbitrary: fc.constant(operation.method) },
			{ weight: 1, arbitrary: oneOf(otherMethods) },
		),
		path: fc
			.tuple(inPath, fc.tuple(...pairs), strange)
			.map(([values, query, more]) => pathOf(operation, values, [...query.flat(), ...(more ? [more] : [])])),
		headers: fc
			.uniqueArray(oneOf(oddHeaders), { maxLength: 2, selector: ([name]) => name })
			.map((chosen) => Object.fromEntries(chosen)),
		body: fc.oneof({ weight: 6, arbitrary: fc.constant('') }, { weight: 1, arbitrary: oneOf(bodies) }),
	});
}

/** Sends a request as it is: `fetch` would mend its path, and refuse a body or a host. */
export function send(
	agent: Agent,
	url: string,
	{ method, path, headers, body }: OddRequest,
): Promise<Answer> {
	const { hostname, port } = new URL(url);
	return new Promise((done, failed) => {
		// A server that leaves a body unread closes the connection, which a next request would then lose.
		const sent = request({
			agent: body ? false : agent,
			hostname,
			port,
			method,
			path,
			headers,
			joinDuplicateHeaders: true,
		});
		sent.on('error', failed);
		sent.on('response', (response) => {
			const parts: Buffer[] = [];
			response.on('data', (part: Buffer) => parts.push(part));
			response.on('error', failed);
			response.on('end', () =>
				done({
					status: response.statusCode!,
					type: (response.headers['content-type'] ?? '').split(';')[0]!.trim(),
					body: Buffer.concat(parts).toString(),
				}),
			);
		});
		sent.end(method === 'HEAD' ? undefined : body || undefined);
	});
}
