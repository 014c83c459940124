type Message = { type: string; channel?: string; seq?: number; retryAfter?: number };

/**
 * Listens to the indexer's channels over one WebSocket until the returned function is called. Reconnects by itself and
 * resumes after the last message seen. `onConnection` is called when the connection opens and when it closes.
 */
export function listen(
	channels: string[],
	onMessage: (channel: string) => void,
	onConnection: (open: boolean) => void = () => {},
): () => void {
	const last = new Map<string, number>();
	let socket: WebSocket | null = null;
	let stopped = false;
	let wait = 500;

	const subscribe = (channel: string) => {
		if (socket?.readyState !== WebSocket.OPEN) return;
		socket.send(JSON.stringify({ op: 'subscribe', channel, since: last.get(channel) }));
	};
	const connect = () => {
		socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live`);
		socket.onopen = () => {
			wait = 500;
			onConnection(true);
			for (const channel of channels) subscribe(channel);
		};
		socket.onmessage = ({ data }) => {
			const message = JSON.parse(data as string) as Message;
			if (!message.channel) return;
			const { channel, retryAfter } = message;
			if (retryAfter !== undefined) setTimeout(() => subscribe(channel), retryAfter * 1000);
			if (message.seq !== undefined) last.set(message.channel, message.seq);
			if (message.type === 'delta' || message.type === 'snapshot') onMessage(message.channel);
		};
		socket.onclose = () => {
			if (stopped) return;
			onConnection(false);
			// Listeners that one restart cut off do not all come back in the same moment.
			setTimeout(connect, wait * (0.5 + Math.random()));
			wait = Math.min(wait * 2, 15_000);
		};
	};
	connect();
	return () => {
		stopped = true;
		socket?.close();
	};
}
