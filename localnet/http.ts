import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { StrKey } from '@stellar/stellar-sdk';
import { readAccount } from './accounts.ts';
import type { Faults } from './faults.ts';
import { fund } from './friendbot.ts';
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
import { type Method, type Params, RpcError } from './rpc/method.ts';
import { simulateTransaction } from './rpc/simulate.ts';
import { getTransaction, getTransactions, sendTransaction } from './rpc/transactions.ts';
import { Overlay } from './state.ts';

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

const maxBody = 512 * 1024;
const cors = {
	'access-control-allow-origin': '*',
	'access-control-allow-headers': '*',
	'access-control-allow-methods': 'GET, POST, OPTIONS',
};

type Parts = { network: Network; closing: Closing; faults: Faults };
type Call = { id?: unknown; method?: unknown; params?: unknown };

/** The network's one port: JSON-RPC, friendbot, Horizon's account path, health. */
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
	const url = new URL(request.url ?? '/', 'http://localhost');
	if (request.method === 'OPTIONS') return void response.writeHead(204, cors).end();
	if (url.pathname === '/healthz' || url.pathname === '/readyz') return send(response, 200, { status: 'ok' });
	if (url.pathname === '/metrics') return void response.end(metrics(parts.network));
	if (url.pathname === '/friendbot') {
		const form = request.method === 'POST' ? new URLSearchParams(await body(request)) : url.searchParams;
		const funded = fund(parts.network, form.get('addr') ?? url.searchParams.get('addr'));
		return send(response, funded.status, funded.body);
	}
	const horizon = /^\/accounts\/(G[A-Z2-7]{55})$/.exec(url.pathname);
	if (horizon) return sendAccount(parts.network, horizon[1]!, response);
	if (!['/', '/rpc', '/soroban/rpc'].includes(url.pathname))
		return send(response, 404, { error: 'not found' });
	if (request.method !== 'POST') return send(response, 405, { error: 'use POST' });
	await call(parts, await body(request), response);
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
	const name = String(call.method);
	const fault = parts.faults.take(name);
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
		const control = controlMethods(parts.network, parts.closing, parts.faults)[name];
		const method = control ?? (methods[name] && ((p: Params) => methods[name]!(parts.network, p)));
		if (!method) throw new RpcError(-32601, 'method not found');
		send(response, 200, { ...answer, result: method(params) });
	} catch (error) {
		const known = error instanceof RpcError;
		const { message } = error as Error;
		send(response, 200, { ...answer, error: { code: known ? error.code : -32603, message } });
	}
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

/** The part of Horizon's answer that wallets look at. */
function sendAccount(network: Network, address: string, response: ServerResponse): void {
	const id = { type: 0 as const, ed25519: StrKey.decodeEd25519PublicKey(address) };
	const found = readAccount(new Overlay(network.store), id);
	if (!found) {
		send(response, 404, { title: 'Resource Missing', status: 404 });
		return;
	}
	const balance = `${found.balance / 10_000_000n}.${(found.balance % 10_000_000n).toString().padStart(7, '0')}`;
	send(response, 200, {
		id: address,
		account_id: address,
		sequence: found.seqNum.toString(),
		subentry_count: found.numSubEntries,
		balances: [{ balance, asset_type: 'native' }],
		thresholds: {},
		signers: [{ key: address, weight: found.thresholds[0], type: 'ed25519_public_key' }],
	});
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

function send(response: ServerResponse, status: number, value: object): void {
	response.writeHead(status, { ...cors, 'content-type': 'application/json' }).end(JSON.stringify(value));
}
