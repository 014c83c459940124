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

	const connect = () => {
		socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live`);
		socket.onopen = () => {
			wait = 500;
			onConnection(true);
			for (const channel of channels) {
				socket!.send(JSON.stringify({ op: 'subscribe', channel, since: last.get(channel) }));
			}
		};
		socket.onmessage = ({ data }) => {
			const message = JSON.parse(data as string) as { type: string; channel?: string; seq?: number };
			if (!message.channel) return;
			if (message.seq !== undefined) last.set(message.channel, message.seq);
			if (message.type === 'delta' || message.type === 'snapshot') onMessage(message.channel);
		};
		socket.onclose = () => {
			if (stopped) return;
			onConnection(false);
			setTimeout(connect, wait);
			wait = Math.min(wait * 2, 15_000);
		};
	};
	connect();
	return () => {
		stopped = true;
		socket?.close();
	};
}
