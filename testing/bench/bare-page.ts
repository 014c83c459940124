import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/**
 * Serves a text as HTML without style, script or picture, compressed, with one button that does nothing: the least that
 * a phone must load to show those words.
 */
export async function startBarePages(): Promise<{ show(text: string): string; stop(): void }> {
	let body: Buffer = gzipSync('');
	const server = createServer((_, response) => {
		response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' });
		response.end(body);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		/** The page's address from now on. */
		show(text) {
			body = gzipSync(bareHtml(text));
			return `http://127.0.0.1:${port}/`;
		},
		stop() {
			server.close();
			server.closeAllConnections();
		},
	};
}

function bareHtml(text: string): string {
	const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
	const lines = escaped.split(/\n+/).map((line) => `<p>${line}</p>`);
	const head =
		'<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>bare</title>';
	return `${head}<button type="button">Press</button>${lines.join('')}`;
}
