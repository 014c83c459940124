import { serveLocally } from './serve-locally.ts';

type Answer = { result?: Record<string, unknown>; error?: unknown };
export type Lie = (method: string, params: Record<string, unknown>, answer: Answer) => void;

/** Changes a request. */
export type Twist = (method: string, params: Record<string, unknown>) => void;

/** An RPC that passes every call on, and changes some requests and answers. */
export async function lyingProxy(
	target: string,
	lie: Lie,
	twist: Twist = () => {},
): Promise<{ url: string; close(): Promise<void> }> {
	return serveLocally(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += chunk;
		const asked = JSON.parse(body);
		const { method, params } = asked;
		twist(method, params ?? {});
		body = JSON.stringify(asked);
		const headers = { 'content-type': 'application/json' };
		const answer = (await (await fetch(target, { method: 'POST', headers, body })).json()) as Answer;
		lie(method, params ?? {}, answer);
		response.writeHead(200, headers).end(JSON.stringify(answer));
	});
}
