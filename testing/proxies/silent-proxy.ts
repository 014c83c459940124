import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type SilentProxy = {
	/** The target's URL with this proxy's host and port. */
	url: string;
	/**
	 * From now on nothing passes on existing connections, in either direction, and none of them ends, as when a router
	 * forgets them. New connections work.
	 */
	silence(): void;
	/** How many connections are silent. */
	silent(): number;
	close(): Promise<void>;
};

/** A TCP proxy before the host and port of `target`. */
export async function silentProxy(target: string): Promise<SilentProxy> {
	const { hostname, port } = new URL(target);
	const pairs = new Set<{ near: Socket; far: Socket; silent: boolean }>();
	const server = createServer((near) => {
		const far = connect(Number(port), hostname);
		const pair = { near, far, silent: false };
		pairs.add(pair);
		for (const [from, to] of [
			[near, far],
			[far, near],
		] as const) {
			from.on('data', (chunk) => {
				if (!pair.silent) to.write(chunk);
			});
			from.on('error', () => {});
			from.on('close', () => {
				if (!pair.silent) to.destroy();
			});
		}
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const url = new URL(target);
	url.hostname = '127.0.0.1';
	url.port = String((server.address() as AddressInfo).port);
	return {
		url: url.href,
		silence() {
			for (const pair of pairs) pair.silent = true;
		},
		silent: () => [...pairs].filter((pair) => pair.silent).length,
		async close() {
			const closed = new Promise((done) => server.close(done));
			for (const { near, far } of pairs) {
				near.destroy();
				far.destroy();
			}
			await closed;
		},
	};
}
