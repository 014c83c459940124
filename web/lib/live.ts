/**
 * Listens to the indexer's channels over one WebSocket. Comes back by itself, from the last message seen. `connected` is
 * told when the line is up, and when it is not.
 */
export function listen(
	channels: string[],
	heard: (channel: string) => void,
	connected: (is: boolean) => void = () => {},
): () => void {
	const last = new Map<string, number>();
	let socket: WebSocket | null = null;
	let stopped = false;
	let wait = 500;

	const connect = () => {
		socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live`);
		socket.onopen = () => {
			wait = 500;
			connected(true);
			for (const channel of channels) {
				socket!.send(JSON.stringify({ op: 'subscribe', channel, since: last.get(channel) }));
			}
		};
		socket.onmessage = ({ data }) => {
			const message = JSON.parse(data as string) as { type: string; channel?: string; seq?: number };
			if (!message.channel) return;
			if (message.seq !== undefined) last.set(message.channel, message.seq);
			if (message.type === 'delta' || message.type === 'snapshot') heard(message.channel);
		};
		socket.onclose = () => {
			if (stopped) return;
			connected(false);
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
