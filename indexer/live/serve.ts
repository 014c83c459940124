import { upgradeWebSocket } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { PassaError } from '#shared/errors.ts';
import type { Authorise } from './authorise.ts';
import { Connection, heartbeatMilliseconds, type Wire } from './connection.ts';
import type { Hub } from './hub.ts';
import type { ServerMessage } from './messages.ts';
import type { Networks } from './networks.ts';
import type { Pace } from './pace.ts';

export type LiveOptions = {
	hub: Hub;
	authorise: Authorise;
	connections: Set<Connection>;
	networks: Networks;
	/** What a limit counts for the caller's address. */
	networkOf: (c: Context) => string;
};

/** Who asks: a session's token, and where from. */
type Caller = { token: string | null; network: string };

const clientMessage = z.discriminatedUnion('op', [
	z.object({ op: z.literal('session'), token: z.string().max(4096) }),
	z.object({
		op: z.literal('subscribe'),
		channel: z.string().max(200),
		since: z.int().nonnegative().optional(),
	}),
	z.object({ op: z.literal('unsubscribe'), channel: z.string().max(200) }),
]);

/** WebSocket close codes: try again later; going away. */
const closeCode = { slow: 1013, crowded: 1013, stopping: 1001 } as const;

/** `/live`: a WebSocket if the client asks for one, else server-sent events of the channels in the query. */
export function liveRoutes(options: LiveOptions): Hono {
	const app = new Hono();
	const callerOf = (c: Context): Caller => ({
		token: /^Bearer (\S{1,4096})$/.exec(c.req.header('authorization') ?? '')?.[1] ?? null,
		network: options.networkOf(c),
	});
	app.get(
		'/live',
		upgradeWebSocket((c) => socketEvents(options, callerOf(c))),
		(c) => {
			const wanted = c.req.queries('channel') ?? [];
			if (wanted.length === 0) {
				throw new PassaError(
					'CHANNEL_MISSING',
					'name a channel: /live?channel=event:C…, or open a WebSocket',
				);
			}
			const seen = readPositions(c.req.header('last-event-id') ?? c.req.query('since') ?? null);
			const { token, network } = callerOf(c);
			const { pace, leave } = options.networks.join(network);
			return streamSSE(c, (stream) =>
				serveEvents(options, stream, { wanted, seen, token, networkPace: pace }).finally(leave),
			);
		},
	);
	return app;
}

function socketEvents({ hub, authorise, connections, networks }: LiveOptions, { token, network }: Caller) {
	const ends: (() => void)[] = [];
	let connection: Connection | null = null;
	return {
		onOpen(_: Event, ws: { raw?: unknown }) {
			const socket = ws.raw as WebSocket;
			const wire = socketWire(socket);
			try {
				const { pace, leave } = networks.join(network);
				ends.push(leave);
				connection = new Connection({ hub, wire, authorise, token, networkPace: pace });
			} catch {
				return socket.close(closeCode.crowded, 'crowded');
			}
			connections.add(connection);
			const beat = watch(socket);
			ends.push(() => clearInterval(beat));
		},
		onMessage({ data }: { data: unknown }) {
			const parsed = readMessage(data);
			if (!parsed) {
				connection?.fail(null, new PassaError('MESSAGE_INVALID', 'not a message of this protocol'));
			} else if (parsed.op === 'session') {
				connection?.setToken(parsed.token);
			} else if (parsed.op === 'subscribe') {
				void connection?.subscribe(parsed.channel, parsed.since ?? null);
			} else {
				connection?.unsubscribe(parsed.channel);
			}
		},
		onClose() {
			for (const end of ends) end();
			if (connection) connections.delete(connection);
			connection?.close();
		},
	};
}

/** Many listeners get the same message, so its text is made once. */
const texts = new WeakMap<ServerMessage, string>();
function textOf(message: ServerMessage): string {
	const known = texts.get(message);
	if (known !== undefined) return known;
	const text = JSON.stringify(message);
	texts.set(message, text);
	return text;
}

const socketWire = (socket: WebSocket): Wire => ({
	write: (message) => socket.send(textOf(message)),
	backlog: () => socket.bufferedAmount,
	drop: (why) => socket.close(closeCode[why], why),
});

/** Ends a connection whose client answers no ping: a network that breaks closes no socket. */
function watch(socket: WebSocket): NodeJS.Timeout {
	let alive = true;
	socket.on('pong', () => {
		alive = true;
	});
	return setInterval(() => {
		if (!alive) return socket.terminate();
		alive = false;
		socket.ping();
	}, heartbeatMilliseconds);
}

function readMessage(data: unknown): z.infer<typeof clientMessage> | null {
	try {
		return clientMessage.safeParse(JSON.parse(String(data))).data ?? null;
	} catch {
		return null;
	}
}

type Stream = Parameters<Parameters<typeof streamSSE>[1]>[0];
type Positions = Record<string, number>;

/** Each event's id holds the last number of every channel, so an EventSource resumes all of them by itself. */
async function serveEvents(
	{ hub, authorise, connections }: LiveOptions,
	stream: Stream,
	{
		wanted,
		seen,
		token,
		networkPace,
	}: { wanted: string[]; seen: Positions; token: string | null; networkPace: Pace },
): Promise<void> {
	const ended = Promise.withResolvers<void>();
	// Each message repeats the positions: those of other channels would only make it longer.
	const own = Object.fromEntries(Object.entries(seen).filter(([channel]) => wanted.includes(channel)));
	const wire = streamWire(stream, own, ended.resolve);
	const connection = new Connection({ hub, wire, authorise, token, networkPace });
	connections.add(connection);
	stream.onAbort(() => ended.resolve());
	for (const channel of wanted) void connection.subscribe(channel, own[channel] ?? null);
	await ended.promise;
	connection.close();
	connections.delete(connection);
}

function streamWire(stream: Stream, positions: Positions, end: () => void): Wire {
	let waiting = 0;
	let last = Promise.resolve();
	return {
		write(message) {
			if ('seq' in message) positions[message.channel] = message.seq;
			const data = textOf(message);
			const id = writePositions(positions);
			waiting += data.length;
			last = last
				.then(() => stream.writeSSE({ event: message.type, data, id }))
				.then(
					() => {
						waiting -= data.length;
					},
					() => end(),
				);
		},
		backlog: () => waiting,
		drop: () => {
			end();
			stream.abort();
		},
	};
}

const writePositions = (positions: Positions): string =>
	Buffer.from(JSON.stringify(positions)).toString('base64url');

function readPositions(id: string | null): Positions {
	try {
		const parsed = JSON.parse(Buffer.from(id ?? '', 'base64url').toString());
		return z.record(z.string(), z.int().nonnegative()).parse(parsed);
	} catch {
		return {};
	}
}
