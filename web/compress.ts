import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { showsSecrets } from '#lib/server/cache-policy.ts';

const compressible =
	/^(text\/(html|css|plain|javascript)|application\/(json|javascript|manifest\+json)|image\/svg\+xml)\b/;
/** Below this, headers cost more than compression saves. */
const leastBytes = 1000;
/** A form that shows the visitor's own number, if the browser or the account knows one. */
const checkout = /^\/events\/[^/]+\/checkout(\/|$)/;

/** The path as the pages read it: `/%61ccount` is `/account`. Null for one that they cannot read. */
function pathOf(url: string): string | null {
	try {
		return decodeURI(new URL(`http://passa.invalid${url}`).pathname);
	} catch {
		return null;
	}
}

/**
 * Whether the length of a compressed answer could betray a secret to one who watches the network and sends the victim to
 * addresses of their choice (BREACH). That needs a secret and the attacker's text in one answer. So pages with secrets are
 * never compressed, and for a visitor with cookies neither is an answer to a query, which pages repeat, nor a form's.
 */
export function mayCompress({
	method,
	url = '/',
	headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): boolean {
	const path = pathOf(url);
	if (method !== 'GET' || path === null) return false;
	if (path.startsWith('/_app/immutable/')) return true;
	const known = headers.cookie?.split(/;\s*/).some((pair) => !/^lang=/.test(pair)) ?? false;
	return !showsSecrets(path) && !(known && (url.includes('?') || checkout.test(path)));
}

/** The encoding that a browser accepts and we prefer; null for neither. */
export function encodingOf(accept: string | undefined): 'br' | 'gzip' | null {
	const accepted = new Set(
		(accept ?? '')
			.split(',')
			.map((part) => part.trim().toLowerCase())
			.filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
			.map((part) => part.split(';')[0]!.trim()),
	);
	if (accepted.has('br')) return 'br';
	return accepted.has('gzip') ? 'gzip' : null;
}

/** Compresses what is written to a page's answer from now on, if it gets smaller by it and betrays nothing. */
export function compressAnswer(request: IncomingMessage, response: ServerResponse): void {
	const encoding = encodingOf(request.headers['accept-encoding']);
	if (!mayCompress(request)) return;
	const { writeHead, write, end } = response;
	let stream: ReturnType<typeof createGzip> | ReturnType<typeof createBrotliCompress> | null = null;
	let decided = false;
	const decide = (status: number) => {
		if (decided) return;
		decided = true;
		const type = String(response.getHeader('content-type') ?? '');
		if (!compressible.test(type)) return;
		// Kit's own files come with it: fifty of them would say it twice on a first visit.
		if (!/\baccept-encoding\b/i.test(String(response.getHeader('vary') ?? '')))
			response.appendHeader('vary', 'Accept-Encoding');
		const length = Number(response.getHeader('content-length') ?? Number.POSITIVE_INFINITY);
		const plain = status !== 200 || response.hasHeader('content-encoding') || length < leastBytes;
		if (!encoding || plain) return;
		response.removeHeader('content-length');
		weakenTag(response);
		response.setHeader('content-encoding', encoding);
		stream = encoding === 'br' ? createBrotliCompress({ params: brotli }) : createGzip({ level: 6 });
		stream.on('data', (chunk: Buffer) => {
			if (!write.call(response, chunk, 'utf8')) stream?.pause();
		});
		stream.on('end', () => end.call(response, undefined, 'utf8'));
		// The pages wait for the answer's own event when a write returns false.
		stream.on('drain', () => response.emit('drain'));
		response.on('drain', () => stream?.resume());
		response.on('close', () => stream?.destroy());
	};
	response.writeHead = ((status: number, ...rest: unknown[]) => {
		const headers = rest.findLast((part) => typeof part === 'object');
		if (headers && !Array.isArray(headers))
			for (const [name, value] of Object.entries(headers as Record<string, string>))
				response.setHeader(name, value);
		decide(status);
		return writeHead.call(response, status);
	}) as typeof writeHead;
	response.write = ((...given: Parameters<typeof write>) => {
		decide(response.statusCode);
		if (!stream) return write.apply(response, given);
		return stream.write(given[0]);
	}) as typeof write;
	response.end = ((...given: Parameters<typeof end>) => {
		decide(response.statusCode);
		if (!stream) return end.apply(response, given);
		if (given[0] && typeof given[0] !== 'function') stream.end(given[0]);
		else stream.end();
		return response;
	}) as typeof end;
}

/** Fast enough for each request: level 5 of 11. */
const brotli = {
	[constants.BROTLI_PARAM_QUALITY]: 5,
	[constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
};

/** Two encodings of one page differ in their bytes. */
function weakenTag(response: ServerResponse): void {
	const tag = response.getHeader('etag');
	if (typeof tag === 'string' && !tag.startsWith('W/')) response.setHeader('etag', `W/${tag}`);
}
