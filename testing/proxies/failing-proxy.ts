import { serveLocally } from './serve-locally.ts';

/** What happens to a call: it is answered, dropped before it arrives, dropped after it ran, or never answered. */
export type Fate = 'pass' | 'lost' | 'answer lost' | 'hangs';

/** A proxy before an RPC that loses calls as `fate` decides. */
export async function failingProxy(
	target: string,
	fate: (method: string) => Fate,
): Promise<{ url: string; close(): Promise<void> }> {
	return serveLocally(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += chunk;
		const now = fate(JSON.parse(body).method);
		if (now === 'hangs') return;
		if (now === 'lost') return void response.destroy();
		const headers = { 'content-type': 'application/json' };
		const answer = await (await fetch(target, { method: 'POST', headers, body })).text();
		if (now === 'answer lost') return void response.destroy();
		response.writeHead(200, headers).end(answer);
	});
}
