import { serveLocally } from './serve-locally.ts';

/** Answers every call with a redirect to `target`. */
export async function redirectingNode(target: string): Promise<{ url: string; close(): Promise<void> }> {
	return serveLocally((_, response) => response.writeHead(307, { location: target }).end());
}
