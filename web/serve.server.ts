import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { callerAddress } from '#shared/service/caller-address.server.ts';
import { notReady, type Readiness } from '#shared/service/health.server.ts';
import { gracefulStop } from '#shared/service/http.server.ts';
import { networkFault } from '#shared/service/rpc.server.ts';
import { compressAnswer } from './compress.ts';
import { addressHeader, protocolHeader, type WebConfig } from './config.server.ts';
import { type ProxyTarget, proxy, proxyUpgrade } from './proxy.ts';
import { liveOf, type ServiceName, serviceOf } from './routing.ts';
import { sendStored, storedFile } from './stored-files.ts';

export type Pages = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
type Options = { config: WebConfig; pages: () => Pages; log: Pick<Logger, 'error'> };

const finishMs = 3000;
const readyMs = 5000;

/** One origin for browsers: pages, the services behind `/api/<service>`, `/live`, and events' documents. */
export function createWeb({ config, pages, log }: Options): { server: Server; close(): Promise<void> } {
	const server = createServer();
	const stop = gracefulStop(server, finishMs);
	const sockets = new Set<{ destroy(): void }>();
	const origin = new URL(config.ORIGIN);
	server.on('request', (request, response) => {
		secure(response, origin, request.url ?? '');
		request.headers[protocolHeader] = origin.protocol.replace(':', '');
		request.headers[addressHeader] = clientOf(config, request);
		route(config, origin, pages(), request, response).catch((error) => {
			log.error({ err: error }, 'a request could not be answered');
			if (response.headersSent) response.destroy();
			else response.writeHead(500).end();
		});
	});
	server.on('upgrade', (request, socket, head) => {
		const path = liveOf(request.url ?? '');
		if (!path) return void socket.on('error', () => {}).destroy();
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		proxyUpgrade(request, socket, head, targetOf(config, request, 'indexer', path)!);
	});
	return {
		server,
		/** Accepts no new connection, finishes running requests, and closes listeners. */
		async close() {
			for (const socket of sockets) socket.destroy();
			await stop();
		},
	};
}

/** The visitor's IP address. */
const clientOf = ({ TRUSTED_PROXIES }: WebConfig, { headers, socket }: IncomingMessage): string =>
	callerAddress(socket.remoteAddress, headers['x-forwarded-for'], TRUSTED_PROXIES);

/** A script or a font has no use for a page's rules, which some forty files of a first visit would carry. */
function secure(response: ServerResponse, { protocol }: URL, path: string): void {
	response.setHeader('x-content-type-options', 'nosniff');
	if (path.startsWith('/_app/immutable/')) {
		leaveOut(response, ['etag', 'accept-ranges', 'connection']);
		return;
	}
	response.setHeader('referrer-policy', 'same-origin');
	response.setHeader('permissions-policy', 'geolocation=(), microphone=(), payment=()');
	response.setHeader('cross-origin-opener-policy', 'same-origin');
	if (protocol === 'https:') response.setHeader('strict-transport-security', 'max-age=31536000');
}

/**
 * A file whose name changes with its content is never asked for again: fifty of them need no tag to ask with. Nor need they
 * say that the connection stays: HTTP/1.1 means it.
 */
function leaveOut(response: ServerResponse, names: string[]): void {
	const write = response.writeHead;
	response.writeHead = function (this: ServerResponse, ...args: unknown[]) {
		for (const name of names) this.removeHeader(name);
		// What has an age may be kept by any cache: only an answer to a signed request needs to say `public`.
		const kept = this.getHeader('cache-control');
		if (typeof kept === 'string') this.setHeader('cache-control', kept.replace(/^public,\s*/, ''));
		for (const headers of args)
			if (typeof headers === 'object' && headers !== null)
				for (const name of Object.keys(headers))
					if (names.includes(name.toLowerCase())) delete (headers as Record<string, unknown>)[name];
		return write.apply(this, args as Parameters<typeof write>);
	} as typeof write;
}

async function route(
	config: WebConfig,
	origin: URL,
	pages: Pages,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const url = request.url ?? '/';
	const nothing = () => void response.writeHead(404).end();
	if (url === '/healthz') return void response.end('ok');
	if (url === '/readyz') return ready(config, response);
	if (url.startsWith('/api/')) {
		const service = serviceOf(url);
		const to = service && targetOf(config, request, service.name, service.path);
		return to ? proxy(request, response, to) : nothing();
	}
	const live = liveOf(url);
	if (live) return proxy(request, response, targetOf(config, request, 'indexer', live)!);
	const stored = storedFile(url, config);
	if (stored) return sendStored(stored, response);
	// Not a path: the request was meant for another server.
	if (!url.startsWith('/')) return void response.writeHead(400).end();
	// Forms and sign-in accept one origin only. Under another name of this machine they would be refused.
	const isRead = request.method === 'GET' || request.method === 'HEAD';
	if (isRead && request.headers.host !== origin.host)
		return void response.writeHead(307, { location: `${origin.origin}${url}` }).end();
	if (isTooLarge(request)) return void response.writeHead(413, { connection: 'close' }).end();
	compressAnswer(request, response);
	pages(request, response, nothing);
}

/** Null if this web has no such service. Only the platform keeps sessions, so only it sees cookies. */
function targetOf(
	config: WebConfig,
	request: IncomingMessage,
	name: ServiceName,
	path: string,
): ProxyTarget | null {
	const targets = {
		indexer: config.INDEXER_URL,
		relayer: config.RELAYER_URL,
		platform: config.PLATFORM_URL,
	};
	const target = targets[name];
	return target ? { target, path, client: clientOf(config, request), cookies: name === 'platform' } : null;
}

type Shown = Pick<Readiness, 'ready' | 'code' | 'reason'>;

/** Whether events can be shown. An indexer whose newest ledger is old still shows what it has. */
async function ready(config: WebConfig, response: ServerResponse): Promise<void> {
	const found = networkFault(config.PUBLIC_STELLAR_RPC_URL) ?? (await indexerReadiness(config));
	const shows = found.ready || found.code === 'STALE';
	response.writeHead(shows ? 200 : 503, { 'content-type': 'application/json' });
	response.end(JSON.stringify({ ...found, ready: shows }));
}

async function indexerReadiness({ INDEXER_URL }: WebConfig): Promise<Shown> {
	try {
		const answer = await fetch(`${INDEXER_URL}/readyz`, { signal: AbortSignal.timeout(readyMs) });
		const { ready: isReady, code, reason } = (await answer.json()) as Shown;
		return { ready: isReady, code, reason };
	} catch {
		return notReady('INDEXER_AWAY', 'the indexer does not answer');
	}
}

/** The editor's page takes a picture from a form; every other form is small. */
const pictureForm = /^\/organizer\/drafts\/[0-9a-f-]{36}\?\/picture$/;
const mostFormBytes = 512 * 1024;

/** Browsers say how long a form is, so one of unknown length is no browser's. */
function isTooLarge({ url = '', headers }: IncomingMessage): boolean {
	if (pictureForm.test(url)) return false;
	return Number(headers['content-length'] ?? 0) > mostFormBytes || headers['transfer-encoding'] !== undefined;
}
