import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Faults } from './faults.ts';
import type { Friendbot } from './friendbot.ts';
import { archiveFile } from './history-archive.ts';
import { horizon, isHorizon } from './horizon/route.ts';
import type { Network } from './network.ts';
import { type Closing, controlMethods } from './rpc/control.ts';
import { getLedgerEntries } from './rpc/entries.ts';
import { getEvents } from './rpc/events.ts';
import {
	getFeeStats,
	getHealth,
	getLatestLedger,
	getLedgers,
	getNetwork,
	getVersionInfo,
} from './rpc/info.ts';
import type { Method } from './rpc/method.ts';
import type { Params } from './rpc/params.ts';
import { RpcError } from './rpc/rpc-error.ts';
import { simulateTransaction } from './rpc/simulate.ts';
import { getTransaction, getTransactions, sendTransaction } from './rpc/transactions.ts';

const methods: Record<string, Method> = {
	getEvents,
	getFeeStats,
	getHealth,
	getLatestLedger,
	getLedgerEntries,
	getLedgers,
	getNetwork,
	getTransaction,
	getTransactions,
	getVersionInfo,
	sendTransaction,
	simulateTransaction,
};

const archivePath = '/archive/';
const maxBody = 512 * 1024;
const cors = {
	'access-control-allow-origin': '*',
	'access-control-allow-headers': '*',
	'access-control-allow-methods': 'GET, POST, OPTIONS',
};

type Parts = { network: Network; friendbot: Friendbot; closing: Closing; faults: Faults };
type Call = { id?: unknown; method?: unknown; params?: unknown };

/** The network's one port: JSON-RPC, friendbot, the part of Horizon that wallets ask, the history archive, health. */
export function createRpcServer(parts: Parts): Server {
	const server = createServer((request, response) => {
		route(parts, request, response).catch((error: Error) => {
			const status = error instanceof TooLarge ? 413 : 500;
			if (!response.headersSent) send(response, status, { error: error.message });
		});
	});
	// Longer than clients keep connections, so that no request uses one that is closing.
	server.keepAliveTimeout = 65_000;
	return server;
}

async function route(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const { method = 'GET' } = request;
	const url = urlOf(request);
	if (!url) return send(response, 400, { error: 'no such address' });
	if (method === 'OPTIONS') return void response.writeHead(204, cors).end();
	if (url.pathname === '/healthz' || url.pathname === '/readyz') return send(response, 200, { status: 'ok' });
	if (url.pathname === '/metrics') return void response.end(metrics(parts.network));
	if (url.pathname === '/friendbot') {
		const form = request.method === 'POST' ? new URLSearchParams(await body(request)) : url.searchParams;
		const funded = await parts.friendbot.fund(form.get('addr') ?? url.searchParams.get('addr'));
		return send(response, funded.status, funded.body);
	}
	if (url.pathname.startsWith(archivePath)) {
		if (method !== 'GET') return send(response, 405, { error: 'use GET' });
		const file = archiveFile(parts.network, url.pathname.slice(archivePath.length));
		if (!file) return send(response, 404, { error: 'the archive has no such file' });
		return void response.writeHead(200, { ...cors, 'content-type': file.mediaType }).end(file.bytes);
	}
	if (isHorizon(method, url.pathname)) {
		const form = async () => new URLSearchParams(await body(request));
		const reply = await horizon(parts.network, { method, url, form });
		return send(response, reply.status, reply.body, reply.status < 400 ? 'hal' : 'problem');
	}
	if (!['/', '/rpc', '/soroban/rpc'].includes(url.pathname))
		return send(response, 404, { error: 'not found' });
	if (method !== 'POST') return send(response, 405, { error: 'use POST' });
	await call(parts, await body(request), response);
}

/** Null if the address cannot be read. `//name/…` is a path, never another host. */
function urlOf({ url = '/', headers }: IncomingMessage): URL | null {
	return URL.parse(url.startsWith('/') ? `http://${headers.host ?? 'localhost'}${url}` : url);
}

async function call(parts: Parts, text: string, response: ServerResponse): Promise<void> {
	const refuse = (code: number, message: string) =>
		send(response, 200, { jsonrpc: '2.0', id: null, error: { code, message } });
	let call: Call;
	try {
		call = JSON.parse(text);
	} catch {
		return refuse(-32700, 'Parse error');
	}
	if (typeof call !== 'object' || call === null || Array.isArray(call)) {
		return refuse(-32600, 'send one request in each call: batches are not supported');
	}
	if (typeof call.method !== 'string' || call.method === '') return refuse(-32600, 'empty method name');
	const name = call.method;
	const fault = parts.faults.next(name);
	if (fault?.kind === 'drop') return void response.destroy();
	if (fault?.kind === 'delay') await new Promise((done) => setTimeout(done, fault.milliseconds));
	const answer = { jsonrpc: '2.0', id: call.id ?? null };
	try {
		if (fault?.kind === 'error') throw new RpcError(-32603, 'injected fault');
		let params = checkParams(call.params);
		if (fault?.kind === 'short')
			params = { ...params, pagination: { ...(params.pagination as object), limit: 1 } };
		if (fault?.kind === 'busy') {
			return send(response, 200, {
				...answer,
				result: { status: 'TRY_AGAIN_LATER', hash: '', latestLedger: 0, latestLedgerCloseTime: '0' },
			});
		}
		send(response, 200, { ...answer, result: methodOf(parts, name)(params) });
	} catch (error) {
		const known = error instanceof RpcError;
		const { message } = error as Error;
		send(response, 200, { ...answer, error: { code: known ? error.code : -32603, message } });
	}
}

/** Throws -32601 if there is none. Names of what every object has, as `constructor`, are no methods. */
function methodOf({ network, closing, faults }: Parts, name: string): (params: Params) => object {
	const control = controlMethods(network, closing, faults);
	if (Object.hasOwn(control, name)) return control[name]!;
	if (Object.hasOwn(methods, name)) return (params) => methods[name]!(network, params);
	throw new RpcError(-32601, 'method not found');
}

/** Prometheus text. */
function metrics(network: Network): string {
	const values = {
		localnet_ledger: network.sequence,
		localnet_pending_transactions: network.pendingCount,
		localnet_engine_bytes: network.engine.memoryBytes,
		process_resident_memory_bytes: process.memoryUsage.rss(),
	};
	return Object.entries(values)
		.map(([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`)
		.join('');
}

function checkParams(params: unknown): Params {
	if (params === undefined || params === null) return {};
	if (typeof params !== 'object' || Array.isArray(params)) throw new RpcError(-32602, 'invalid parameters');
	return params as Params;
}

class TooLarge extends Error {}

async function body(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size <= maxBody) chunks.push(chunk);
	}
	if (size > maxBody) throw new TooLarge('request body too large');
	return Buffer.concat(chunks).toString();
}

const mediaTypes = {
	json: 'application/json',
	hal: 'application/hal+json; charset=utf-8',
	problem: 'application/problem+json; charset=utf-8',
};

function send(
	response: ServerResponse,
	status: number,
	value: object,
	as: keyof typeof mediaTypes = 'json',
): void {
	const headers = { ...cors, 'content-type': mediaTypes[as] };
	response.writeHead(status, headers).end(JSON.stringify(value));
}
