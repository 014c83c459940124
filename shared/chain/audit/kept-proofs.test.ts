import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keptBy, keptEventsBy } from './kept-proofs.ts';

const test = suite('an indexer that is asked for what a node has dropped');
let server: Server;
let url = '';
/** What it sends before it falls silent; null: nothing at all. */
let begins: string | null = null;

test.before(async () => {
	server = createServer((_, response) => {
		if (begins === null) return;
		response.writeHead(200, { 'content-type': 'application/json' });
		response.write(begins);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.after(() => {
	server.closeAllConnections();
	server.close();
});

test('and never ends its answer keeps no audit waiting', async () => {
	const asked = [() => keptBy(url, fetch, 50)('1'), () => keptEventsBy(url, fetch, 50)('1')];
	for (begins of [null, '{"id":'])
		for (const ask of asked) {
			const end = await Promise.race([
				ask().catch(({ name }) => name),
				new Promise((done) => setTimeout(done, 5_000, 'it still waits')),
			]);
			assert.is(end, 'TimeoutError');
		}
});

test.run();
