import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { serve } from '@hono/node-server';
import { WebSocketServer } from 'ws';

export type Listening = { url: string; close(): Promise<void> };

type App = { fetch: Parameters<typeof serve>[0]['fetch'] };
type Options = {
	host: string;
	/** 0: any free one. */
	port: number;
	/** The largest WebSocket message in bytes; without it there are no WebSockets. */
	webSocketBytes?: number;
	finishMilliseconds?: number;
};

/** The usual time for what is under way when a server stops. */
const finishMilliseconds = 5000;
const idleMilliseconds = 50;

/** Serves an app over HTTP, and over WebSockets where wanted. Rejects with EADDRINUSE where the port is in use. */
export function listenHttp(app: App, options: Options): Promise<Listening> {
	const { host, port, webSocketBytes } = options;
	const websocket =
		webSocketBytes === undefined
			? undefined
			: { server: new WebSocketServer({ noServer: true, maxPayload: webSocketBytes }) };
	return new Promise((done, refused) => {
		const server = serve(
			{ fetch: app.fetch, hostname: host, port, ...(websocket && { websocket }) },
			(info: AddressInfo) => done({ url: `http://${host}:${info.port}`, close }),
		) as Server;
		const close = gracefulStop(server, options.finishMilliseconds);
		server.once('error', refused);
	});
}

/**
 * How to stop a server: it accepts no new connection, closes idle ones immediately, answers what is under way, and after
 * `milliseconds` cuts the rest, WebSockets too. To be called before the server takes connections.
 */
export function gracefulStop(server: Server, milliseconds = finishMilliseconds): () => Promise<void> {
	const open = new Set<Socket>();
	server.on('connection', (socket) => {
		open.add(socket);
		socket.once('close', () => open.delete(socket));
	});
	return () =>
		new Promise((closed) => {
			// Clients keep connections for their next request: each is closed once its last one is answered.
			const closing = setInterval(() => server.closeIdleConnections(), idleMilliseconds);
			const bound = setTimeout(() => {
				for (const socket of open) socket.destroy();
			}, milliseconds);
			server.close(() => {
				clearInterval(closing);
				clearTimeout(bound);
				closed();
			});
			server.closeIdleConnections();
		});
}
