import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Api } from './app.ts';

const idleMilliseconds = 50;

/** Serves the app; `close` lets running requests end. */
export function listen(
	app: Api,
	{ host, port }: { host: string; port: number },
): Promise<{ url: string; close(): Promise<void> }> {
	return new Promise((done, refused) => {
		const server = serve({ fetch: app.fetch, hostname: host, port }, (info: AddressInfo) =>
			done({ url: `http://${host}:${info.port}`, close: () => close(server as Server) }),
		);
		server.once('error', refused);
	});
}

/** Clients keep connections open for the next request: each is closed once its last one is answered. */
function close(server: Server): Promise<void> {
	return new Promise((closed) => {
		const closing = setInterval(() => server.closeIdleConnections(), idleMilliseconds);
		server.close(() => {
			clearInterval(closing);
			closed();
		});
	});
}
