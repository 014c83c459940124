import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers every call with a redirect to `target`. */
export async function redirectingNode(target: string): Promise<{ url: string; close(): Promise<void> }> {
	const server = createServer((_, response) => response.writeHead(307, { location: target }).end());
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
}
