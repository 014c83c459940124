import { join } from 'node:path';
import { runProcess } from '#shared/service/process.server.ts';
import { readConfig } from './config.server.ts';
import { createWeb, type Pages } from './serve.server.ts';

await runProcess('web', async ({ log, onStop }) => {
	const config = readConfig();
	let pages: Pages = (_, response) => void response.writeHead(503).end();
	const { server, close } = createWeb({ config, pages: () => pages, log });
	// The port first: one that is in use is reported before the pages are loaded.
	await new Promise<void>((done, failed) => {
		server.once('error', failed);
		server.listen(config.PORT, config.HOST, done);
	});
	onStop(close);
	pages = await loadPages();
	const { port } = server.address() as { port: number };
	log.info({ port }, 'the web is up');
});

async function loadPages(): Promise<Pages> {
	const built = join(import.meta.dirname, 'build/handler.js');
	return ((await import(built)) as { handler: Pages }).handler;
}
