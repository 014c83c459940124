import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Api } from './app.ts';

/** Serves the app; `close` lets running requests end. */
export function listen(
	app: Api,
	{ host, port }: { host: string; port: number },
): Promise<{ url: string; close(): Promise<void> }> {
	return new Promise((done, refused) => {
		const server = serve({ fetch: app.fetch, hostname: host, port }, (info: AddressInfo) =>
			done({
				url: `http://${host}:${info.port}`,
				close: () =>
					new Promise((closed) => {
						server.close(() => closed());
						if ('closeIdleConnections' in server) server.closeIdleConnections();
					}),
			}),
		);
		server.once('error', refused);
	});
}
