import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { runProcess } from '#shared/process.server.ts';
import { protocolHeader, readConfig } from './config.server.ts';
import { proxy, proxyUpgrade } from './proxy.ts';

type Config = ReturnType<typeof readConfig>;
type Pages = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** One origin for browsers: pages, the services behind `/api/<service>`, `/live`, and events' documents. */
await runProcess('web', async ({ log, onStop }) => {
	const config = readConfig();
	const server = createServer();
	await new Promise<void>((done, failed) => {
		server.once('error', failed);
		server.listen(config.PORT, config.HOST, done);
	});
	const { port } = server.address() as { port: number };
	const pages = await loadPages();
	const protocol = new URL(config.ORIGIN).protocol.replace(':', '');
	server.on('request', (request, response) => {
		secure(response);
		// A page's origin, which forms are held against, is this and the host that the browser asked for.
		request.headers[protocolHeader] = protocol;
		route(config, pages, request, response).catch(() => response.writeHead(500).end());
	});
	server.on('upgrade', (request, socket, head) => {
		if (request.url?.startsWith('/live')) proxyUpgrade(request, socket, head, config.INDEXER_URL);
		else socket.destroy();
	});
	onStop(async () => {
		server.closeAllConnections();
		await new Promise((done) => server.close(done));
	});
	log.info({ port }, 'the web is up');
});

async function loadPages(): Promise<Pages> {
	const built = join(import.meta.dirname, 'build/handler.js');
	return ((await import(built)) as { handler: Pages }).handler;
}

function secure(response: ServerResponse): void {
	response.setHeader('x-content-type-options', 'nosniff');
	response.setHeader('referrer-policy', 'same-origin');
	response.setHeader('permissions-policy', 'geolocation=(), microphone=(), payment=()');
	response.setHeader('cross-origin-opener-policy', 'same-origin');
}

async function route(
	config: Config,
	pages: Pages,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const path = request.url ?? '/';
	if (path === '/healthz') return void response.end('ok');
	if (path === '/readyz') return ready(config, response);
	const services = {
		indexer: config.INDEXER_URL,
		relayer: config.RELAYER_URL,
		platform: config.PLATFORM_URL,
	};
	const api = /^\/api\/(indexer|relayer|platform)(\/.*)$/.exec(path);
	if (api) {
		const target = services[api[1] as keyof typeof services];
		if (target) return proxy(request, response, target, api[2]!);
		return void response.writeHead(404).end();
	}
	if (path.startsWith('/live')) return proxy(request, response, config.INDEXER_URL, path);
	const document = /^\/metadata\/([0-9a-f]{64}\.json)$/.exec(path);
	if (document) return metadata(join(config.METADATA_DIR, document[1]!), response);
	pages(request, response, () => response.writeHead(404).end());
}

async function ready(config: Config, response: ServerResponse): Promise<void> {
	const answer = await fetch(`${config.INDEXER_URL}/readyz`).catch(() => null);
	response.writeHead(answer?.ok ? 200 : 503).end(answer?.ok ? 'ready' : 'waiting for the indexer');
}

/** A document never changes: its name is its hash. */
async function metadata(file: string, response: ServerResponse): Promise<void> {
	const found = await stat(file).catch(() => null);
	if (!found?.isFile()) return void response.writeHead(404).end();
	response.writeHead(200, {
		'content-type': 'application/json',
		'content-length': found.size,
		'cache-control': 'public, max-age=31536000, immutable',
	});
	createReadStream(file).pipe(response);
}
