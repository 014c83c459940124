import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endOf, scannedLedger } from '#shared/chain/rpc.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';

type Result = Record<string, unknown>;
type Ledger = {
	sequence: number;
	hash: string;
	ledgerCloseTime: string;
	headerXdr: string;
	metadataXdr: string;
};
type Answer = { result?: Result | null; error?: { code: number; message: string } };
export type Asked = { method: string; params: Record<string, unknown>; at: number };
/** An HTTP answer; `body` is sent as it is if it is text. */
export type Reply = { status?: number; headers?: Record<string, string>; body: unknown };
/** Answers a call, with the true answer or another one. */
export type Misbehaviour = (asked: Asked, pass: () => Promise<Answer>) => Promise<Reply> | Reply;

const refused = (code: number, message: string): Reply => ({
	body: { jsonrpc: '2.0', id: 1, error: { code, message } },
});

/** Changes the result of some methods. */
const changing =
	(methods: string[], change: (result: Result, asked: Asked) => void): Misbehaviour =>
	async (asked, pass) => {
		const answer = await pass();
		if (answer.result && methods.includes(asked.method)) change(answer.result, asked);
		return { body: answer };
	};

const eventsOf = (result: Result): RawEvent[] => result.events as RawEvent[];

/** Each call has this result. */
export const answers =
	(result: unknown): Misbehaviour =>
	async () => ({
		body: { jsonrpc: '2.0', id: 1, result },
	});

/** Text that is no JSON, as a gateway's own page. */
export const answersText =
	(text: string, status = 200): Misbehaviour =>
	async () => ({ status, body: text });

/** A field of some methods' answers is missing, or another value. */
export const fieldIs = (methods: string[], field: string, value?: unknown): Misbehaviour =>
	changing(methods, (result) => {
		if (value === undefined) delete result[field];
		else result[field] = value;
	});

/** No more than so many calls within any second, refused as `refusal` says. */
export function limited(perSecond: number, refusal: () => Reply): Misbehaviour {
	const taken: number[] = [];
	return async (asked, pass) => {
		while (taken.length > 0 && taken[0]! <= asked.at - 1000) taken.shift();
		if (taken.length >= perSecond) return refusal();
		taken.push(asked.at);
		return { body: await pass() };
	};
}

export const tooMany = (retryAfter?: string, status = 429): Reply => ({
	status,
	headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
	body: 'Too Many Requests',
});

/** A provider that refuses in JSON-RPC, with HTTP 200. */
export const tooManyInRpc = (): Reply => refused(-32005, 'daily request rate limit exceeded');

/** The cursor names a ledger that is not closed yet: what closes meanwhile is passed by. */
export const cursorJumps = (ledgers: number): Misbehaviour =>
	changing(['getEvents'], (result) => {
		result.cursor = endOf(scannedLedger(result.cursor as string) + ledgers);
	});

/** Leaves out events. From getEvents only, as a node whose table of events has a hole. */
export const drops = (wanted: (event: RawEvent) => boolean): Misbehaviour =>
	changing(['getEvents'], (result) => {
		result.events = eventsOf(result).filter((event) => !wanted(event));
	});

/** Events with another transaction hash, or another time. */
export const changesEvents = (change: (event: RawEvent) => void): Misbehaviour =>
	changing(['getEvents'], (result) => {
		for (const event of eventsOf(result)) change(event);
	});

/** Ledgers with another time beside their header, or another header. */
export const changesLedgers = (change: (ledger: Ledger) => void): Misbehaviour =>
	changing(['getLedgers'], (result) => {
		for (const ledger of result.ledgers as Ledger[]) change(ledger);
	});

/** Keeps nothing before `oldest`, and says so in its own words. */
export const cutHistoryAs =
	(oldest: () => number, code: number, words: (oldest: number, asked: number) => string): Misbehaviour =>
	async ({ method, params }, pass) => {
		const answer = await pass();
		if (answer.result && 'oldestLedger' in answer.result) answer.result.oldestLedger = oldest();
		const cursor = (params.pagination as { cursor?: string } | undefined)?.cursor;
		const first = cursor ? scannedLedger(cursor) + 1 : Number(params.startLedger);
		if (!['getEvents', 'getLedgers'].includes(method) || !(first < oldest())) return { body: answer };
		return refused(code, words(oldest(), first));
	};

/** Answers each method as it did at first. */
export function standsStill(): Misbehaviour {
	const kept = new Map<string, string>();
	return async ({ method, params }, pass) => {
		const key = method === 'getEvents' ? method : `${method} ${JSON.stringify(params)}`;
		if (!kept.has(key)) kept.set(key, JSON.stringify(await pass()));
		return { body: kept.get(key) };
	};
}

export type MisbehavingNode = {
	url: string;
	/** What it does from now on; null: it passes every call on. */
	behave(misbehaviour: Misbehaviour | null): void;
	/** The calls since `behave`. */
	readonly asked: Asked[];
	close(): Promise<void>;
};

/** An RPC before another one, which it misrepresents. */
export async function misbehavingNode(target: string): Promise<MisbehavingNode> {
	let misbehaviour: Misbehaviour | null = null;
	let asked: Asked[] = [];
	const server = createServer(async (request, response) => {
		const body = await textOf(request);
		const { method, params } = JSON.parse(body);
		const call = { method, params: params ?? {}, at: Date.now() };
		asked.push(call);
		const pass = async (): Promise<Answer> => {
			const headers = { 'content-type': 'application/json' };
			return (await (await fetch(target, { method: 'POST', headers, body })).json()) as Answer;
		};
		const reply = misbehaviour ? await misbehaviour(call, pass) : { body: await pass() };
		const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
		response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
		response.end(text);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		behave(next) {
			misbehaviour = next;
			asked = [];
		},
		get asked() {
			return asked;
		},
		async close() {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
}

async function textOf(request: IncomingMessage): Promise<string> {
	let body = '';
	for await (const chunk of request) body += chunk;
	return body;
}
